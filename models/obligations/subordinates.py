"""What hangs directly below a unit: who is late, whose report waits to be read, what has come in so far."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from cascade.reports.obligation_states import RECEIVED, ObligationState
from models.obligations import obligations
from models.tables import DutyRow, FigureRow, ObligationRow, PlanRow, UnitRow
from models.views.obligation_views import ObligationView, ReportsBelow
from models.views.plan_views import PlanState


def late(session: Session, unit: str, now: datetime, limit: int) -> list[ObligationView]:
    """Obligations below that are still owed after their date, the oldest first."""
    return _rows(session, _late(unit, now), now, limit)


def waiting(session: Session, unit: str, now: datetime, limit: int) -> list[ObligationView]:
    """Obligations below whose report waits to be accepted or returned, the nearest date first."""
    return _rows(session, _waiting(unit), now, limit)


def counts(session: Session, unit: str, now: datetime) -> tuple[int, int, int]:
    """How many obligations there are below, how many are late, how many wait to be read."""
    every, overdue, unread = (
        session.scalar(select(func.count()).select_from(ObligationRow).where(asked))
        for asked in (_directly_below(unit), _late(unit, now), _waiting(unit))
    )
    return every or 0, overdue or 0, unread or 0


def reports_below(session: Session, obligation_id: int) -> ReportsBelow | None:
    """For a duty that gathers reports: what has come in from directly below. None: nothing to gather."""
    below = _collected_by(session, obligation_id)
    by_state = session.execute(
        select(ObligationRow.state, func.count()).where(below).group_by(ObligationRow.state)
    )
    counted = {state: count for state, count in by_state}
    if not counted:
        return None
    sums = session.execute(
        select(FigureRow.figure, func.sum(FigureRow.value))
        .join(ObligationRow, ObligationRow.id == FigureRow.obligation_id)
        .where(below, ObligationRow.received)
        .group_by(FigureRow.figure)
    )
    received = sum(counted.get(state, 0) for state in RECEIVED)
    return ReportsBelow(sum(counted.values()), received, {figure: int(total) for figure, total in sums})


def _collected_by(session: Session, obligation_id: int) -> ColumnElement[bool]:
    """Reports of the duties it collects, from units directly below; an office gathers for its committee."""
    found = session.execute(
        select(ObligationRow.unit, ObligationRow.above, DutyRow.plan_id, DutyRow.collects)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(ObligationRow.id == obligation_id)
    ).one()
    office = session.scalar(
        select(UnitRow.id).where(UnitRow.code == found.unit, UnitRow.kind == "office").limit(1)
    )
    collected = select(DutyRow.id).where(
        DutyRow.plan_id == found.plan_id, DutyRow.gone_in.is_(None), DutyRow.key.in_(found.collects)
    )
    return and_(
        ObligationRow.above == (found.above if office else found.unit),
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
    running = (
        select(DutyRow.id)
        .join(PlanRow, PlanRow.id == DutyRow.plan_id)
        .where(DutyRow.gone_in.is_(None), PlanRow.state == PlanState.RUNNING.value)
    )
    return and_(ObligationRow.duty_id.in_(running), ObligationRow.above == unit)


def _late(unit: str, now: datetime) -> ColumnElement[bool]:
    hanging = select(DutyRow.id).where(DutyRow.hangs)
    due = ObligationRow.duty_id.not_in(hanging)
    return and_(_directly_below(unit), due, ObligationRow.overdue(now))


def _waiting(unit: str) -> ColumnElement[bool]:
    return and_(_directly_below(unit), ObligationRow.state == ObligationState.SUBMITTED.value)
