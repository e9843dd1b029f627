"""What a unit looks after: who is late, whose report waits for its decision, what has come in so far."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.reminders import awaiting
from cascade.reports.obligation_states import RECEIVED
from models.obligations import obligations
from models.obligations.below.desk_scope import SENT, DeskScope
from models.org import names_in_time
from models.tables import DutyRow, FigureRow, ObligationRow, PlanRow, UnitRow
from models.views.obligation_views import Awaiting, ObligationView, ReportsBelow


def late(session: Session, unit: str, now: datetime, limit: int) -> list[ObligationView]:
    """Obligations it looks after that are still owed after their date, the oldest first."""
    return _rows(session, DeskScope.of(session, unit).late(now), now, limit)


def waiting(session: Session, unit: str, now: datetime, limit: int) -> list[ObligationView]:
    """Obligations whose report waits for this unit to accept or return it, the nearest date first."""
    return _rows(session, DeskScope.of(session, unit).waiting(), now, limit)


def queue(session: Session, plan_id: int, now: datetime, limit: int) -> list[Awaiting]:
    """All reports of a plan that wait, with who decides, those that have waited longest first."""
    plan = session.get_one(PlanRow, plan_id)
    query = (
        select(ObligationRow.id, ObligationRow.above)
        .where(ObligationRow.plan_id == plan_id, SENT, _current())
        .order_by(ObligationRow.submitted_at, ObligationRow.id)
        .limit(limit)
    )
    above = {number: code for number, code in session.execute(query)}
    rows = obligations.some(session, list(above), now)
    desk = plan.desk or plan.issuer
    found = [
        (row := rows[number], awaiting.decider(row.unit, code, plan.root, desk))
        for number, code in above.items()
    ]
    called = names_in_time.known(session, {code for _, code in found if code})
    day = day_of(now)
    return [Awaiting(row, code or "", called.on(code, day) if code else "") for row, code in found]


def queued(session: Session, plan_id: int) -> int:
    """How many reports of a plan wait."""
    query = select(func.count()).select_from(ObligationRow)
    return session.scalar(query.where(ObligationRow.plan_id == plan_id, SENT, _current())) or 0


def counts(session: Session, unit: str, now: datetime) -> tuple[int, int, int]:
    """How many obligations there are below, how many are late, how many wait to be read."""
    return counted(session, DeskScope.of(session, unit), now)


def counted(session: Session, scope: DeskScope, now: datetime) -> tuple[int, int, int]:
    """The same of a scope that is known."""
    late_ones, unread = (func.count().filter(one) for one in (scope.late(now), scope.waiting()))
    query = select(func.count(), late_ones, unread).select_from(ObligationRow).where(scope.every())
    every, overdue, sent = session.execute(query).one()
    return every, overdue, sent


def reports_below(session: Session, obligation_id: int) -> ReportsBelow | None:
    """For a duty that gathers reports: what has come in from directly below. None: nothing to gather."""
    below = collected_by(session, obligation_id)
    expected, received = _counted(session, below)
    if not expected:
        return None
    sums = session.execute(
        select(FigureRow.figure, func.sum(FigureRow.value))
        .join(ObligationRow, ObligationRow.id == FigureRow.obligation_id)
        .where(below, ObligationRow.received)
        .group_by(FigureRow.figure)
    )
    return ReportsBelow(expected, received, {figure: int(total) for figure, total in sums})


def counted_below(session: Session, obligation_id: int) -> tuple[int, int]:
    """How many of the reports that it gathers are expected, and how many of them have come in."""
    return _counted(session, collected_by(session, obligation_id))


def _counted(session: Session, below: ColumnElement[bool]) -> tuple[int, int]:
    by_state = session.execute(
        select(ObligationRow.state, func.count()).where(below).group_by(ObligationRow.state)
    )
    counted = {state: count for state, count in by_state}
    return sum(counted.values()), sum(counted.get(state, 0) for state in RECEIVED)


def collected_by(session: Session, obligation_id: int) -> ColumnElement[bool]:
    """Reports of the duties it collects, from units directly below; an office gathers for its committee."""
    office = select(UnitRow.id).where(UnitRow.code == ObligationRow.unit, UnitRow.kind == "office").exists()
    found = session.execute(
        select(ObligationRow.unit, ObligationRow.above, DutyRow.plan_id, DutyRow.collects, office)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(ObligationRow.id == obligation_id)
    ).one()
    collected = select(DutyRow.id).where(
        DutyRow.plan_id == found.plan_id, DutyRow.gone_in.is_(None), DutyRow.key.in_(found.collects)
    )
    return and_(
        ObligationRow.above == (found.above if found[4] else found.unit),
        ObligationRow.duty_id.in_(collected),
        ObligationRow.received | ObligationRow.undone,
    )


def _rows(session: Session, asked: ColumnElement[bool], now: datetime, limit: int) -> list[ObligationView]:
    query = select(ObligationRow.id).where(asked)
    query = query.order_by(ObligationRow.deadline.nulls_last(), ObligationRow.id).limit(limit)
    numbers = list(session.scalars(query))
    known = obligations.some(session, numbers, now)
    return [known[number] for number in numbers]


def _current() -> ColumnElement[bool]:
    return ObligationRow.duty_id.in_(select(DutyRow.id).where(DutyRow.gone_in.is_(None)))
