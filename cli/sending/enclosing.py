"""Which papers go with the letters of a committee's plans: shown, and chosen."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cascade.notices.enclosure_kinds import Enclosure
from cli.console import desk_ledger
from cli.console.language import language, say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "unit",
        metavar=say("ĐƠN_VỊ", "UNIT"),
        help=say("tên hoặc mã cơ quan ban hành kế hoạch", "the committee that issues the plans"),
    )
    parser.add_argument(
        "--with",
        dest="papers",
        nargs="*",
        choices=[one.value for one in Enclosure],
        help=say(
            "từ nay đúng các giấy tờ này; không ghi gì: không kèm tệp nào",
            "from now on exactly these papers; without any: no file goes with a letter",
        ),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from models.messages import letter_papers
    from services import targets

    with desk_ledger.writing() as session:
        now = clock.now(session)
        unit = targets.unit(session, args.unit, now)
        if args.papers is not None:
            wanted = [one for one in Enclosure if one.value in args.papers]
            letter_papers.choose(session, unit.code, wanted, now=now, by=desk_ledger.actor(args))
        papers = letter_papers.chosen(session, unit.code)
    head = say(f"{unit.name}: giấy tờ gửi kèm thư", f"{unit.name}: papers that go with letters")
    lines = [f"  {'✓' if one in papers else '–'} {one}: {one.told.said(language())}" for one in Enclosure]
    put(
        args, {"unit": unit.code, "papers": [one.value for one in Enclosure if one in papers]}, [head, *lines]
    )
    return 0
