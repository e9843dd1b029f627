"""A ledger with years behind it: a plan lived through by the house's own steps, copied month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, cast, false, func, insert, literal, select, text, update

from bench import generate
from bench import ledger as houses
from bench.ledger import CALENDAR, NOW, Size
from cascade.checked_cascade import cascade
from cascade.notices.kinds import NoticeState
from cascade.reports.obligation_states import ObligationState, ReportState
from models.database import audit, clock, sql, stored_settings
from models.database.ledger import Ledger, Session
from models.obligations import obligations
from models.plans import plans
from models.reminders import escalate
from models.stats import rollups
from models.tables import (
    AuditRow,
    DutyRow,
    FigureRow,
    MeetingRow,
    NoticeItemRow,
    NoticeRow,
    ObligationRow,
    PlanRow,
    ReportRow,
    RevisionRow,
    RollupRow,
    Table,
)
from models.tables.base import Instant, Number, table
from services.auditing import sealed_log
from tasks.steps import publish

FIRST, RUNNING = "da-xong", "dang-chay"
A_YEAR = 12
"""Plans of the province."""
NOW_RUNNING = NOW + timedelta(days=105)
"""The instant at which everything is measured: the running plan's districts are late by then."""
COPIED: tuple[type[Table], ...] = (
    PlanRow,
    RevisionRow,
    DutyRow,
    MeetingRow,
    ObligationRow,
    ReportRow,
    FigureRow,
    NoticeRow,
    NoticeItemRow,
    RollupRow,
    AuditRow,
)
"""In the order in which foreign keys allow them."""
UNIQUE = {("plan", "code"), ("notice", "key")}
_OTHER_NAMES = {"fallback_of": "notice"}
MONTH = 30
"""Days."""


@dataclass(frozen=True)
class Past:
    """How much was made."""

    plans: int
    rows: dict[str, int]


def province(share: int = 1) -> Size:
    """A thousand units, or a part of them, and a plan of five requirements handed down to each."""
    tree, plan = generate.tree(generate.PROVINCE, share), generate.plan(generate.PROVINCE)
    return Size(tree, plan, cascade(plan, tree, CALENDAR))


def fill(ledger: Ledger, of: Size, closed: int) -> Past:
    """So many plans that are over, month after month, then one that runs; the log is bound."""
    _lived_through(ledger, of, closed)
    with ledger.begin() as session:
        sizes = {one.__tablename__: _last(session, one) for one in COPIED}
    for many in range(1, closed):
        with ledger.begin() as session:
            _copy(session, sizes, many)
    with ledger.begin() as session:
        _number_on(session)
        shown_to_the_board(session)
    houses.issued(_called(of, RUNNING), ledger)
    with ledger.begin() as session:
        clock.set_clock(session, NOW_RUNNING)
        _rungs(session, RUNNING, NOW_RUNNING)
        _sent(session, RUNNING)
    sealed_log.seal(ledger, NOW_RUNNING, None)
    with ledger.begin() as session:
        _looked_at(session)
        counted = {one.__tablename__: _count(session, one) for one in COPIED}
    return Past(closed + 1, counted)


def _called(of: Size, code: str) -> Size:
    plan = replace(of.plan, code=code, number=f"{code}-KH/TU")
    return Size(of.tree, plan, cascade(plan, of.tree, CALENDAR))


def _lived_through(ledger: Ledger, of: Size, closed: int) -> None:
    """Issued, reminded of, reported, accepted and closed; as far back as the years go."""
    houses.issued(_called(of, FIRST), ledger)
    with ledger.begin() as session:
        _rungs(session, FIRST, NOW_RUNNING + timedelta(days=5))
        _sent(session, FIRST)
        _reported(session, plans.number(session, FIRST))
        end = NOW_RUNNING + timedelta(days=60)
        plans.close(session, FIRST, end, "bench")
        rollups.store(session, plans.number(session, FIRST), end + timedelta(minutes=5))
        for one in COPIED:
            # Its acts may not be changed; those that count are written afterwards.
            if one is not AuditRow and (moved := _moved(session, one, -MONTH * (closed + 2))):
                session.execute(update(table(one)).values(moved))
        _logged(session, plans.number(session, FIRST))


def _rungs(session: Session, code: str, until: datetime) -> None:
    """Every rung up to that instant, each at its hour."""
    number = plans.number(session, code)
    while (at := obligations.next_due(session, number)) is not None and at <= until:
        escalate.run(session, number, at)


def _sent(session: Session, code: str) -> None:
    gone = {"state": NoticeState.SENT.value, "ready_at": None, "held_at": None, "sent_at": NoticeRow.due_at}
    mine = NoticeRow.plan_id == plans.number(session, code)
    session.execute(update(NoticeRow).where(mine).values(gone))


def _reported(session: Session, number: int) -> None:
    """A report with two figures of each duty, accepted."""
    row = table(ObligationRow).c
    done = {"state": ObligationState.ACCEPTED.value, "submitted_at": row.due_at, "accepted_at": row.due_at}
    session.execute(update(ObligationRow).where(ObligationRow.plan_id == number).values(done))
    kept = {
        "obligation_id": row.id,
        "number": literal(1),
        "idempotency": literal("k"),
        "figures": literal({"done": 40, "all": 44}, JSON()),
        "note": literal("Không có khó khăn."),
        "state": literal(ReportState.ACCEPTED.value),
        "at": row.due_at,
        "by": row.unit,
        "late": false(),
        "decided_at": row.due_at,
        "decided_by": literal("ban"),
        "code": literal("ABCDEF"),
    }
    _put(session, ReportRow, kept, row.plan_id == number)
    for figure, value, whole in (("done", 40, 44), ("all", 44, None)):
        counted = {
            "obligation_id": row.id,
            "figure": literal(figure),
            "value": literal(value, Number),
            "of": cast(whole, Number),
        }
        _put(session, FigureRow, counted, row.plan_id == number)


def _logged(session: Session, number: int) -> None:
    """An act for each report, and one for its acceptance."""
    row = table(ObligationRow).c
    for act in ("submit", "accept"):
        told = {
            "at": row.due_at,
            "who": row.unit,
            "act": literal(act),
            "plan_id": row.plan_id,
            "obligation_id": row.id,
            "unit": row.unit,
            "detail": literal({"number": 1}, JSON()),
        }
        _put(session, AuditRow, told, row.plan_id == number)


def _copy(session: Session, sizes: Mapping[str, int], many: int) -> None:
    """All of the first plan once more, so many months later, under numbers of its own."""
    for one in COPIED:
        there = table(one).c
        later = _moved(session, one, MONTH * many)
        values: dict[str, Any] = {}
        for column in there:
            of = _numbered_as(one, column.name, sizes)
            values[column.name] = later.get(column.name, column)
            if of:
                values[column.name] = column + sizes[of] * many
            elif (one.__tablename__, column.name) in UNIQUE:
                values[column.name] = column + f"-{many}"
        lead = next(iter(table(one).primary_key.columns))
        first = lead <= sizes[_numbered_as(one, lead.name, sizes) or one.__tablename__]
        _put(session, one, values, first)


def _numbered_as(one: type[Table], column: str, sizes: Mapping[str, int]) -> str:
    """The table whose numbers stand in this column, if it is one of those that are copied."""
    name = one.__tablename__ if column == "id" else _OTHER_NAMES.get(column, column.removesuffix("_id"))
    return (
        name if (column == "id" or column.endswith("_id") or column in _OTHER_NAMES) and name in sizes else ""
    )


def _moved(session: Session, one: type[Table], days: int) -> dict[str, ColumnElement[Any]]:
    """Its instants, so many days later, as this database reckons."""
    instants = [column for column in table(one).c if isinstance(column.type, Instant)]
    return {column.name: _later(session, column, days) for column in instants}


def _later(session: Session, column: ColumnElement[Any], days: int) -> ColumnElement[Any]:
    if sql.is_postgresql(session):
        return column + text(f"interval '{days} days'")
    return func.strftime("%Y-%m-%d %H:%M:%f000", column, f"{days:+} days")


def _put(session: Session, into: type[Table], values: Mapping[str, Any], *where: Any) -> None:
    session.execute(insert(table(into)).from_select([*values], select(*values.values()).where(*where)))


def _last(session: Session, one: type[Table]) -> int:
    numbered = table(one).c.get("id")
    return 0 if numbered is None else session.scalar(select(func.max(numbered))) or 0


def _count(session: Session, one: type[Table]) -> int:
    return session.scalar(select(func.count()).select_from(one)) or 0


def _number_on(session: Session) -> None:
    """What is written next gets the next number; SQLite does so by itself."""
    if sql.is_postgresql(session):
        for one in COPIED:
            if "id" in table(one).c:
                name = one.__tablename__
                session.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                    )
                )


def shown_to_the_board(session: Session) -> None:
    """The board has seen the last act of each."""
    for record in plans.all_plans(session):
        seen = {"audit": audit.latest(session, record.id), "at": NOW_RUNNING.isoformat()}
        stored_settings.put(session, publish.seen_key(record.code), seen)


def _looked_at(session: Session) -> None:
    """PostgreSQL knows its tables, as it does after years."""
    if sql.is_postgresql(session):
        session.execute(text("ANALYZE"))
