"""What a unit looks after: who is late, whose report waits for its decision, what has come in so far.

A committee looks after what stands directly below it; the office that follows a plan after all of the plan,
and it decides where nobody but the plan's top stands above.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.reminders import awaiting
from cascade.reports.obligation_states import RECEIVED, ObligationState
from models.obligations import obligations
from models.org import names_in_time
from models.tables import DutyRow, FigureRow, ObligationRow, PlanRow, UnitRow
from models.views.obligation_views import Awaiting, ObligationView, ReportsBelow
from models.views.plan_views import PlanState

_RUNNING = PlanState.RUNNING.value
_SENT = ObligationRow.state == ObligationState.SUBMITTED.value


def late(session: Session, unit: str, now: datetime, limit: int) -> list[ObligationView]:
    """Obligations it looks after that are still owed after their date, the oldest first."""
    return _rows(session, _late(session, unit, now), now, limit)


def waiting(session: Session, unit: str, now: datetime, limit: int) -> list[ObligationView]:
    """Obligations whose report waits for this unit to accept or return it, the nearest date first."""
    return _rows(session, _waiting(session, unit), now, limit)


def queue(session: Session, plan_id: int, now: datetime, limit: int) -> list[Awaiting]:
    """All reports of a plan that wait, with who decides, those that have waited longest first."""
    plan = session.get_one(PlanRow, plan_id)
    query = (
        select(ObligationRow.id, ObligationRow.above)
        .where(ObligationRow.plan_id == plan_id, _SENT, _current())
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
    return session.scalar(query.where(ObligationRow.plan_id == plan_id, _SENT, _current())) or 0


def counts(session: Session, unit: str, now: datetime) -> tuple[int, int, int]:
    """How many obligations there are below, how many are late, how many wait to be read."""
    every, overdue, unread = (
        session.scalar(select(func.count()).select_from(ObligationRow).where(asked))
        for asked in (_looked_after(session, unit), _late(session, unit, now), _waiting(session, unit))
    )
    return every or 0, overdue or 0, unread or 0


def reports_below(session: Session, obligation_id: int) -> ReportsBelow | None:
    """For a duty that gathers reports: what has come in from directly below. None: nothing to gather."""
    below = _collected_by(session, obligation_id)
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
    return _counted(session, _collected_by(session, obligation_id))


def _counted(session: Session, below: ColumnElement[bool]) -> tuple[int, int]:
    by_state = session.execute(
        select(ObligationRow.state, func.count()).where(below).group_by(ObligationRow.state)
    )
    counted = {state: count for state, count in by_state}
    return sum(counted.values()), sum(counted.get(state, 0) for state in RECEIVED)


def _collected_by(session: Session, obligation_id: int) -> ColumnElement[bool]:
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
    query = (
        select(ObligationRow.id).where(asked).order_by(ObligationRow.deadline, ObligationRow.id).limit(limit)
    )
    return [obligations.one(session, found, now) for found in session.scalars(query)]


def _directly_below(unit: str) -> ColumnElement[bool]:
    # By way of the duties, of which there are few, so that the index (duty_id, above, state) serves.
    return and_(ObligationRow.duty_id.in_(_running()), ObligationRow.above == unit)


def _running() -> Select[int]:
    return (
        select(DutyRow.id)
        .join(PlanRow, PlanRow.id == DutyRow.plan_id)
        .where(DutyRow.gone_in.is_(None), PlanRow.state == _RUNNING)
    )


def _looked_after(session: Session, unit: str) -> ColumnElement[bool]:
    followed = _followed(session, unit)
    if not followed:
        return _directly_below(unit)
    return and_(
        ObligationRow.duty_id.in_(_running()),
        or_(ObligationRow.above == unit, ObligationRow.plan_id.in_(followed)),
        ObligationRow.unit != unit,
        ObligationRow.state != ObligationState.WITHDRAWN.value,
    )


def _followed(session: Session, unit: str) -> list[int]:
    """The plans whose desk the unit is."""
    desk = func.coalesce(PlanRow.desk, PlanRow.issuer)
    return list(session.scalars(select(PlanRow.id).where(desk == unit, PlanRow.state == _RUNNING)))


def _late(session: Session, unit: str, now: datetime) -> ColumnElement[bool]:
    hanging = select(DutyRow.id).where(DutyRow.hangs)
    due = ObligationRow.duty_id.not_in(hanging)
    return and_(_looked_after(session, unit), due, ObligationRow.overdue(now))


def _waiting(session: Session, unit: str) -> ColumnElement[bool]:
    """By the rule of `cascade.reminders.awaiting.decider`; a plan's top may decide beside its office."""
    below = _directly_below(unit)
    if followed := _followed(session, unit):
        tops = select(PlanRow.root).where(PlanRow.id == ObligationRow.plan_id).scalar_subquery()
        top = or_(ObligationRow.above.is_(None), ObligationRow.above == tops)
        desk = and_(ObligationRow.plan_id.in_(followed), top, ObligationRow.unit != unit)
        below = or_(below, and_(ObligationRow.duty_id.in_(_running()), desk))
    return and_(below, _SENT)


def _current() -> ColumnElement[bool]:
    return ObligationRow.duty_id.in_(select(DutyRow.id).where(DutyRow.gone_in.is_(None)))
