"""Programs of other offices that use the API: who they are, what they may do, and an end to it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.views.client_views import Client

SCOPES = ("read", "report", "decide", "hooks")
MOST_DAYS = 3650


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar=say("VIỆC", "ACT"))
    acts.add_parser(
        "list", help=say("ứng dụng nào, quyền gì, đến bao giờ", "which, what they may, until when")
    )
    add = acts.add_parser(
        "add", help=say("thêm ứng dụng; khóa in ra một lần", "add one; prints its key once")
    )
    add.add_argument("name", type=target_args.name, metavar=say("TÊN", "NAME"))
    add.add_argument(
        "--unit",
        required=True,
        metavar=say("ĐƠN_VỊ", "UNIT"),
        help=say(
            "đơn vị mà ứng dụng làm thay, cùng mọi đơn vị trực thuộc: mã hoặc tên",
            "the unit it works for, with all below it: code or name",
        ),
    )
    add.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=SCOPES,
        help=say(
            "quyền: read xem, report báo cáo thay, decide tiếp nhận và trả lại, hooks nhận tin",
            "what it may: read, report for units, decide about reports, be told by hooks",
        ),
    )
    add.add_argument(
        "--days",
        type=target_args.whole(1, MOST_DAYS),
        default=365,
        metavar="N",
        help=say("khóa dùng được mấy ngày (mặc định 365)", "days its key opens anything (365)"),
    )
    revoke = acts.add_parser(
        "revoke", help=say("thu hồi khóa của ứng dụng", "its key opens nothing any more")
    )
    revoke.add_argument("number", type=target_args.whole(1), metavar=say("SỐ", "NUMBER"))
    for act in (add, revoke):
        desk_ledger.add_by(act)


def run(args: Namespace) -> int:
    return {"add": _add, "revoke": _revoke}.get(args.act or "", _list)(args)


def _list(args: Namespace) -> int:
    from cascade.calendar.zone import day_of
    from models.database import clock
    from models.org import names_in_time
    from models.org.clients import clients

    with desk_ledger.reading() as session:
        now = clock.now(session)
        found = clients.every(session)
        called = names_in_time.known(session, {one.unit for one in found}).all_on(day_of(now))
    head = (
        say("Số", "No."),
        say("Ứng dụng", "Client"),
        say("Đơn vị", "Unit"),
        say("Quyền", "Scopes"),
        say("Dùng đến", "Until"),
    )
    none = [say("Chưa có ứng dụng nào.", "No client yet.")]
    rows = [_cells(one, called, now) for one in found]
    put(args, {"clients": found}, table(head, rows) if rows else none)
    return 0


def _cells(one: Client, called: Mapping[str, str], now: datetime) -> tuple[object, ...]:
    scopes = ", ".join(sorted(scope.told.said(language()) for scope in one.scopes))
    until = moment(one.until)
    if one.ended_at is not None:
        until = say("đã thu hồi", "revoked")
    elif one.until <= now:
        until = say("đã hết hạn", "expired")
    return one.id, one.name, called.get(one.unit, one.unit), scopes, until


def _add(args: Namespace) -> int:
    from datetime import timedelta

    from models.database import clock
    from models.org.clients import clients
    from models.views.client_views import Scope
    from services import targets

    with desk_ledger.writing() as session:
        now = clock.now(session)
        unit = targets.unit(session, args.unit, now)
        made, key = clients.add(
            session,
            args.name,
            unit.code,
            [Scope(one) for one in args.scope],
            until=now + timedelta(days=args.days),
            now=now,
            by=desk_ledger.actor(args),
        )
    told = say(
        f"Ứng dụng số {made.id}, {made.name}, làm thay {unit.name} và các đơn vị trực thuộc đến "
        f"{moment(made.until)}. Khóa, chỉ hiện lần này:",
        f"Client {made.id}, {made.name}, for {unit.name} and all below it until {moment(made.until)}. "
        "Its key, shown this once:",
    )
    put(args, {"client": made, "key": key}, [told, key])
    return 0


def _revoke(args: Namespace) -> int:
    from models.database import clock
    from models.org.clients import clients

    with desk_ledger.writing() as session:
        gone = clients.revoke(session, args.number, now=clock.now(session), by=desk_ledger.actor(args))
    told = say(
        f"Khóa của {gone.name} không còn dùng được; các địa chỉ nhận tin và lịch của ứng dụng cũng thôi.",
        f"The key of {gone.name} opens nothing any more; its hooks and diaries have ended.",
    )
    put(args, {"revoked": gone}, [told])
    return 0
