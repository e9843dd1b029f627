"""A plan that is over, in one file that can be read in ten years; and such a file opened again, to look."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.console import desk_ledger
from cli.console.language import say
from cli.console.output import put
from settings.catalogue import DATABASE_URL


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "plan", nargs="?", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan")
    )
    parser.add_argument(
        "--to",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "tệp ghi ra (mặc định: <mã>.luu-tru.zip, hay .sqlite3 khi mở)",
            "the file to write (<code>.luu-tru.zip, or .sqlite3 to open)",
        ),
    )
    parser.add_argument(
        "--open",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("mở lại một bản lưu trữ, chỉ để xem", "open an archive again, read only"),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    if args.open is not None:
        return _open(args)
    if args.plan is None:
        todo = Told("nêu mã kế hoạch, hoặc --open TỆP", "name a plan, or --open FILE")
        raise Refusal("archive", Told("lưu trữ gì?", "archive what?"), todo)
    from models.database import clock
    from services.keeping import archive_plan

    named = re.sub(r"[^\w.-]+", "-", args.plan)
    file = args.to or Path(f"{named}.luu-tru.zip")
    with desk_ledger.reading() as session:
        done = archive_plan.archive(session, args.plan, file, clock.now(session), desk_ledger.actor(args))
    rows = sum(done.rows.values())
    put(args, done, [f"{done.file}: {rows} {say('dòng; mở bằng index.html', 'rows; begin with index.html')}"])
    return 0


def _open(args: Namespace) -> int:
    from services.keeping import archive_plan

    target = (args.to or args.open.with_suffix(".sqlite3")).absolute()
    code = archive_plan.open_again(args.open, target)
    url = f"sqlite:///{target}"
    lines = [
        say(f"Đã mở {code}, chỉ để xem. Dùng:", f"{code} is open, read only. Use it so:"),
        f"    {DATABASE_URL.name}={url} dondoc status {code}",
    ]
    put(args, {"plan": code, "url": url}, lines)
    return 0
