"""A unit's report by hand: read, submitted for it, returned to it with a reason, or accepted."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import say
from cli.console.output import put
from cli.duties import report_show, report_submit

if TYPE_CHECKING:
    from models.database.ledger import Session


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    submit = acts.add_parser("submit", help=say("gửi thay một đơn vị", "submit for a unit"))
    back = acts.add_parser("return", help=say("trả lại để làm lại", "return it to be done again"))
    accept = acts.add_parser("accept", help=say("tiếp nhận", "accept"))
    for act in (submit, back, accept):
        target_args.add_target(act)
    report_submit.add_arguments(submit)
    _say_what_is_decided(back, accept)
    for act in (submit, back, accept):
        desk_ledger.add_by(act)
    report_show.add_parser(
        acts.add_parser("show", help=say("đọc báo cáo của một đơn vị", "read a unit's reports"))
    )


def _say_what_is_decided(back: ArgumentParser, accept: ArgumentParser) -> None:
    target_args.add_why(back)
    back.add_argument(
        "--until",
        type=target_args.day,
        metavar=say("NGÀY", "DAY"),
        help=say(
            "gửi lại chậm nhất ngày này (bỏ trống: ba ngày làm việc, hoặc đến hạn nếu hạn muộn hơn)",
            "by when (left out: three working days, or its deadline where that is later)",
        ),
    )
    for act in (back, accept):
        act.add_argument(
            "--seen",
            type=target_args.whole(1),
            metavar=say("SỐ", "NUMBER"),
            help=say("chỉ tiếp nhận hoặc trả lại báo cáo số này", "only the report of this number"),
        )


def run(args: Namespace) -> int:
    if args.act == "show":
        return report_show.run(args)
    doing = {"submit": report_submit.submit, "return": _return, "accept": _accept}
    told = doing[args.act](args)
    put(args, {"plan": args.plan, "duty": args.duty, "unit": args.unit, "act": args.act}, [told])
    return 0


def _return(args: Namespace) -> str:
    from models.database import clock
    from services import decisions

    with desk_ledger.writing() as session:
        now, by = clock.now(session), desk_ledger.actor(args)
        target = _target(session, args, now)
        decisions.send_back(
            session, target, reason=args.why, until=args.until, now=now, by=by, seen=args.seen
        )
    return say("Đã trả lại.", "Returned.")


def _accept(args: Namespace) -> str:
    from models.database import clock
    from services import decisions

    with desk_ledger.writing() as session:
        now = clock.now(session)
        target, by = _target(session, args, now), desk_ledger.actor(args)
        decisions.accept(session, target, now=now, by=by, seen=args.seen)
    return say("Đã tiếp nhận.", "Accepted.")


def _target(session: Session, args: Namespace, now: datetime) -> int:
    from services.targets import obligation

    return obligation(session, args.plan, args.duty, args.unit, now).id
