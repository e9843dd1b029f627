"""What units ask for about their duties: more time, another unit in their place; granted or declined here."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.views.ask_views import Ask

MOST = 1_000


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar=say("VIỆC", "ACT"))
    show = acts.add_parser("show", help=say("đề nghị đang chờ trả lời", "requests that wait for an answer"))
    show.add_argument("--plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("chỉ kế hoạch này", "of one plan"))
    grant = acts.add_parser("grant", help=say("đồng ý một đề nghị", "grant a request"))
    decline = acts.add_parser("decline", help=say("không đồng ý một đề nghị", "decline a request"))
    for act in (grant, decline):
        act.add_argument("number", type=target_args.whole(1), metavar=say("SỐ", "NUMBER"))
    grant.add_argument(
        "--until",
        type=target_args.day,
        metavar=say("ĐẾN_NGÀY", "UNTIL"),
        help=say("gia hạn đến ngày khác", "extend until another day"),
    )
    grant.add_argument(
        "--to",
        default="",
        metavar=say("CHO_ĐƠN_VỊ", "TO_UNIT"),
        help=say("giao đơn vị này", "give it to this unit"),
    )
    target_args.add_why(decline)
    for act in (grant, decline):
        desk_ledger.add_by(act)


def run(args: Namespace) -> int:
    return _show(args) if args.act in (None, "show") else _answer(args)


def _show(args: Namespace) -> int:
    from models.database import clock
    from models.plans import asks, plans

    with desk_ledger.reading() as session:
        named = getattr(args, "plan", None)
        plan = plans.number(session, named) if named else None
        found = asks.waiting(session, clock.now(session), MOST, plan)
    head = (
        say("Số", "Number"),
        say("Kế hoạch", "Plan"),
        say("Nhiệm vụ", "Duty"),
        say("Đơn vị", "Unit"),
        say("Đề nghị", "Request"),
        say("Lý do", "Reason"),
        say("Lúc", "At"),
        say("Chờ", "Waits for"),
    )
    none = [say("Không có đề nghị nào đang chờ.", "No request waits.")]
    put(args, {"asks": found}, table(head, map(_cells, found)) if found else none)
    return 0


def _cells(one: Ask) -> tuple[object, ...]:
    asked = one.kind.told.said(language())
    more = moment(one.until) if one.until else one.to_name
    wanted = f"{asked}: {more}" if more else asked
    return one.id, one.plan, one.key, one.unit_name, wanted, one.why, moment(one.at), one.decider_name


def _answer(args: Namespace) -> int:
    from models.database import clock
    from services.answers.asking import ask_decisions

    with desk_ledger.writing() as session:
        now, by = clock.now(session), desk_ledger.actor(args)
        if args.act == "grant":
            done = ask_decisions.grant(session, args.number, now=now, by=by, until=args.until, to=args.to)
            told = say("Đã đồng ý; đơn vị được báo.", "Granted; the unit is told.")
        else:
            done = ask_decisions.decline(session, args.number, args.why, now=now, by=by)
            told = say("Đã trả lời không đồng ý; đơn vị được báo.", "Declined; the unit is told.")
    put(args, {"ask": done}, [told])
    return 0
