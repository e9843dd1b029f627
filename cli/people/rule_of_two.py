"""The rule of two: shown, put in force, ended; and what waits for a second officer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.console import desk_ledger
from cli.console.language import language, moment, say
from cli.console.output import put

if TYPE_CHECKING:
    from models.views.second_views import Second

_ACTS = ("show", "on", "off")


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act",
        nargs="?",
        choices=_ACTS,
        default="show",
        help=say("xem; đặt; bỏ quy tắc", "show it; put it in force; end it"),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from models.plans.second_acts import waiting
    from services.issuing import second_officer

    with desk_ledger.writing() as session:
        if args.act != "show":
            on, now = args.act == "on", clock.now(session)
            second_officer.switch(session, on, now=now, by=desk_ledger.actor(args))
        force, waits = second_officer.in_force(session), waiting(session)
    put(args, {"on": force, "waiting": [_facts(one) for one in waits]}, [_rule(force), *map(_line, waits)])
    return 0


def _rule(force: bool) -> str:
    if not force:
        return say("Quy tắc hai cán bộ: không áp dụng.", "Rule of two: not in force.")
    return say(
        "Quy tắc hai cán bộ: ban hành, điều chỉnh, kết thúc kế hoạch chỉ làm trên trang văn phòng,"
        " khi có cán bộ thứ hai xác nhận.",
        "Rule of two: plans are issued, amended and closed on the office's pages only,"
        " when a second officer confirms.",
    )


def _line(one: Second) -> str:
    return f"  {moment(one.at)}  {one.act.told.said(language())}: {one.title} ({one.officer})"


def _facts(one: Second) -> dict[str, object]:
    return {"act": one.act, "title": one.title, "asked_by": one.officer, "at": one.at}
