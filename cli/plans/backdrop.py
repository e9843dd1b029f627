"""The backdrops of a conference as files for whoever prints them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.console import desk_ledger, target_args
from cli.console.language import say
from cli.console.output import put

ACTS = ("backdrop",)
_KINDS = ("pdf", "png", "svg")


def add_acts(acts: Any) -> ArgumentParser:
    """Hang the act on the command that is about conferences."""
    act: ArgumentParser = acts.add_parser(
        "backdrop", help=say("vẽ ma-két từng điểm cầu: PDF, PNG, SVG", "draw the backdrop of every hall")
    )
    act.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"))
    act.add_argument("conference", metavar=say("HỘI_NGHỊ", "CONFERENCE"))
    act.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("thư mục ghi tệp", "where the files go"),
    )
    act.add_argument(
        "--unit",
        metavar=say("ĐƠN_VỊ", "UNIT"),
        help=say("chỉ điểm cầu của đơn vị này", "the hall of this unit alone"),
    )
    act.add_argument(
        "--wall",
        type=target_args.wall,
        metavar=say("RỘNGxCAO", "WIDTHxHEIGHT"),
        help=say("kích thước phông bằng mét, ví dụ 8x3,5", "the wall in metres, such as 8x3.5"),
    )
    act.add_argument(
        "--kind",
        choices=_KINDS,
        action="append",
        help=say("loại tệp, ghi được nhiều lần; mặc định cả ba", "kind of file, may be repeated; all three"),
    )
    desk_ledger.add_by(act)
    return act


def run(args: Namespace) -> int:
    from models.conferences import meetings, sittings
    from models.database import clock
    from models.plans import plans
    from services.exports import backdrops

    with desk_ledger.reading() as session:
        now, plan_id = clock.now(session), plans.number(session, args.plan)
        sitting = sittings.of_level(session, plan_id, args.conference, args.level)
        meeting = meetings.of_plan(session, plan_id, sitting)
        halls = (
            [backdrops.hall_of(session, meeting, args.unit)]
            if args.unit
            else backdrops.halls(session, meeting)
        )
        if args.wall:
            halls = [replace(hall, wall=args.wall) for hall in halls]
        args.to.mkdir(parents=True, exist_ok=True)
        kinds = tuple(kind for kind in backdrops.KINDS if kind in (args.kind or _KINDS))
        written = []
        for name, body in backdrops.files(session, meeting, halls, kinds, now):
            (args.to / name).write_bytes(body)
            written.append(str(args.to / name))
    none = [say("Hội nghị không có điểm cầu nào.", "The conference has no hall.")]
    put(args, {"plan": args.plan, "conference": args.conference, "files": written}, written or none)
    return 0
