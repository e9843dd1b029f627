"""A unit's report by hand: read, submitted for it, returned to it with a reason, or accepted."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import say
from cli.console.output import put
from cli.duties import report_show

if TYPE_CHECKING:
    from cascade.plan.model import Figure
    from cascade.reports.figures import Value
    from models.database.ledger import Session


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    submit = acts.add_parser("submit", help=say("gửi thay một đơn vị", "submit for a unit"))
    back = acts.add_parser("return", help=say("trả lại để làm lại", "return it to be done again"))
    accept = acts.add_parser("accept", help=say("tiếp nhận", "accept"))
    for act in (submit, back, accept):
        target_args.add_target(act)
    _say_what_is_handed_in(submit)
    _say_what_is_decided(back, accept)
    for act in (submit, back, accept):
        desk_ledger.add_by(act)
    report_show.add_parser(
        acts.add_parser("show", help=say("đọc báo cáo của một đơn vị", "read a unit's reports"))
    )


def _say_what_is_handed_in(submit: ArgumentParser) -> None:
    submit.add_argument(
        "figures",
        nargs="*",
        metavar=say("SỐ_LIỆU=GIÁ_TRỊ", "FIGURE=VALUE"),
        help="members=120 members_total=125",
    )
    submit.add_argument(
        "--note",
        type=target_args.note,
        default="",
        metavar=say("LỜI", "TEXT"),
        help=say("ghi chú; việc không có số liệu: đã làm gì", "a note; without figures: what was done"),
    )
    submit.add_argument(
        "--early",
        action="store_true",
        help=say("báo cáo sớm, trước hội nghị hoặc việc phải chờ", "before what it must wait for"),
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
    doing = {"submit": _submit, "return": _return, "accept": _accept}
    told = doing[args.act](args)
    put(args, {"plan": args.plan, "duty": args.duty, "unit": args.unit, "act": args.act}, [told])
    return 0


def _submit(args: Namespace) -> str:
    from models.database import clock
    from models.obligations import reports

    with desk_ledger.writing() as session:
        now = clock.now(session)
        target = _target(session, args, now)
        reports.submit(
            session,
            target,
            _figures(args.figures, reports.asked(session, target)),
            args.note,
            now=now,
            by=desk_ledger.actor(args),
            idempotency=uuid.uuid4().hex,
            early=args.early,
        )
    return say("Đã gửi, chờ tiếp nhận.", "Sent, waiting to be accepted.")


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


def _figures(typed: list[str], asked: Sequence[Figure]) -> dict[str, Value]:
    """ "members=83.546" -> {"members": 83546}, read as the counter reads them.

    Refusal: a word without "=", a figure nobody asks for, or one that cannot be right.
    """
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told
    from cascade.reports import figures

    given: dict[str, str] = {}
    for word in typed:
        name, equals, value = word.partition("=")
        if not equals:
            what = Told("số liệu phải có dấu =", "a figure needs a =")
            raise Refusal(word, what, Told("ghi dạng members=120", "write it like members=120"))
        if name in given:
            what = Told("số liệu này có hai lần", "this figure is given twice")
            raise Refusal(word, what, Told("giữ một", "keep one of them"))
        given[name] = value
    values, wrong = figures.read_all(asked, given)
    for name in given.keys() - {figure.id for figure in asked}:
        wrong[name] = figures.NOT_ASKED
    for name, found in wrong.items():
        raise Refusal(f"{name}={given.get(name, '')}", found.what, found.todo)
    return values
