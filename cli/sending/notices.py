"""What was sent to whom, when, by which channel, and what came of it; nothing secret is in it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cascade.notices.kinds import Channel, NoticeState, Occasion
from cli.console import desk_ledger, target_args
from cli.console.language import language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.database.ledger import Session
    from models.views.notice_views import NoticeView

MOST_ROWS = 100_000
HEAD = (
    ("Lúc", "At"),
    ("Dịp", "Occasion"),
    ("Đơn vị", "Unit"),
    ("Kênh", "Channel"),
    ("Kết quả", "Outcome"),
)


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "plan", nargs="?", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "one plan")
    )
    parser.add_argument(
        "--unit",
        metavar=say("ĐƠN_VỊ", "UNIT"),
        help=say("mã đơn vị, hoặc một phần tên", "a unit's code, or part of its name"),
    )
    parser.add_argument(
        "--state",
        type=target_args.one_of(NoticeState),
        metavar=say("TRẠNG_THÁI", "STATE"),
        help="queued, sending, sent, retry, failed, unknown, superseded",
    )
    parser.add_argument(
        "--occasion",
        type=target_args.one_of(Occasion),
        metavar=say("DỊP", "OCCASION"),
        help="issued, reminder, overdue, escalation …",
    )
    parser.add_argument(
        "--channel", type=target_args.one_of(Channel), metavar=say("KÊNH", "CHANNEL"), help=", ".join(Channel)
    )
    parser.add_argument(
        "--limit",
        type=target_args.whole(1, MOST_ROWS),
        default=50,
        metavar="N",
        help=say("số dòng tối đa", "at most"),
    )


def run(args: Namespace) -> int:
    from models import outbox

    with desk_ledger.reading() as session:
        rows = outbox.search(
            session,
            plan=args.plan,
            units=_units(session, args.unit) if args.unit else None,
            state=args.state,
            occasion=args.occasion,
            channel=args.channel,
            limit=args.limit,
        )
    head = tuple(say(*pair) for pair in HEAD)
    put(args, {"notices": rows}, table(head, map(cells, rows)))
    return 0


def _units(session: Session, named: str) -> list[str]:
    """Those with these words in their name. Refusal: there is none."""
    from models import outbox
    from models.database import clock
    from services import targets

    return outbox.called(session, named) or [targets.code(session, named, clock.now(session))]


def cells(row: NoticeView) -> tuple[object, ...]:
    """One notice in a table under HEAD."""
    from cascade.notices.kinds import address, called
    from cascade.notices.reasons import said

    lang = language()
    state = called(NoticeState, row.state, lang)
    outcome = f"{state}: {said(row.why, lang)}" if row.why else state
    way = f"{called(Channel, row.channel, lang)} {address(row.channel, row.address, lang)}".rstrip()
    return (
        moment(row.sent_at or row.due_at),
        called(Occasion, row.occasion, lang),
        row.unit_name,
        way,
        outcome,
    )
