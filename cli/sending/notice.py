"""Shows how a notice reads before anybody gets one, with the office's own wording if it has any."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from cascade.notices.kinds import Channel
from cli.console.language import language, say
from cli.console.output import put
from settings.catalogue import TEMPLATES


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    preview = acts.add_parser("preview", help=say("xem lời một thông báo", "how a notice reads"))
    preview.add_argument(
        "occasion",
        nargs="?",
        metavar=say("DỊP", "OCCASION"),
        help=say(
            "dịp: issued, reminder, overdue …; bỏ trống để xem danh sách",
            "issued, reminder …; none: list them",
        ),
    )
    preview.add_argument(
        "--templates",
        type=Path,
        default=TEMPLATES.get(),
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("mẫu riêng của cơ quan (DONDOC_TEMPLATES)", "the office's own templates (DONDOC_TEMPLATES)"),
    )
    preview.add_argument("--html", action="store_true", help=say("in bản HTML", "print the HTML"))
    preview.add_argument(
        "--channel",
        choices=(Channel.MAIL, "html", Channel.ZALO),
        default=Channel.MAIL,
        help=say("bản của kênh nào: thư, HTML, Zalo", "as which channel says it"),
    )


def run(args: Namespace) -> int:
    from cli.serving import senders

    if args.occasion is None:
        known = senders.occasions()
        put(args, {"occasions": known}, known)
        return 0
    said = senders.preview(args.occasion, lang=language(), folder=args.templates)
    forms = {
        Channel.MAIL: [said["subject"], "", said["text"]],
        "html": [said["html"]],
        Channel.ZALO: [said["short"]],
    }
    put(args, said, forms["html" if args.html else args.channel])
    return 0
