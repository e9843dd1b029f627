"""Writes a plan as files for the office: a closing report in the official form, a table, a picture."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import desk_ledger
from cli.console.language import language, say
from cli.console.output import put

if TYPE_CHECKING:
    from services.exports.write_exports import Kind

KINDS: tuple[Kind, ...] = ("docx", "xlsx", "svg", "ics")


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    for name, told in (
        ("docx", say("báo cáo tổng hợp theo thể thức văn bản của Đảng", "the report in the official form")),
        ("xlsx", say("bảng tiến độ từng đơn vị", "the table of every unit")),
        ("svg", say("sơ đồ triển khai", "the picture of the cascade")),
        ("ics", say("các hạn, hội nghị để đưa vào lịch", "deadlines and conferences for a diary")),
    ):
        parser.add_argument(
            f"--{name}",
            type=Path,
            nargs="?",
            const=Path(f".{name}"),
            metavar=say("TỆP", "FILE"),
            help=f"{told} ({say('mặc định: <mã>', 'default: <code>')}.{name})",
        )


def run(args: Namespace) -> int:
    from cascade.lang.refusal import Refusal
    from models.database import clock
    from models.plans import plans
    from services.exports import write_exports

    asked = {name: _path(args.plan, given) for name in KINDS if (given := getattr(args, name))}
    if not asked:
        what = say("chưa nói xuất tệp gì", "it does not say which file")
        raise Refusal(
            args.plan,
            what,
            say("thêm --docx, --xlsx, --svg hoặc --ics", "add --docx, --xlsx, --svg or --ics"),
        )
    with desk_ledger.reading() as session:
        plan, now = plans.record(session, args.plan), clock.now(session)
        for name, path in asked.items():
            write_exports.write(session, plan, now, path, name, language())
    put(
        args,
        {"plan": args.plan, "files": {name: str(path) for name, path in asked.items()}},
        map(str, asked.values()),
    )
    return 0


def _path(plan: str, given: Path) -> Path:
    """A bare --docx means <plan>.docx beside us."""
    return Path(f"{plan}{given.name}") if given.name.startswith(".") else given
