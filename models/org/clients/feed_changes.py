"""When the dates of a diary last changed: so that its entries change in place wherever they were fetched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import DutyRow, ObligationRow, PlanRow, RevisionRow
from models.views.plan_views import PlanState


@dataclass(frozen=True, slots=True)
class DateChange:
    """When a date was given first, and when it changed last."""

    first: datetime
    last: datetime

    @property
    def sequence(self) -> int:
        """Seconds in between: 0 for a date that stands as it was given, and it never goes back."""
        return max(0, int((self.last - self.first).total_seconds()))


def of_unit(session: Session, unit: str) -> dict[int, DateChange]:
    """Of what a unit owes under running plans, by obligation."""
    query = (
        select(ObligationRow.id, PlanRow.issued_at, RevisionRow.at, ObligationRow.moved_at)
        .join(PlanRow, PlanRow.id == ObligationRow.plan_id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .join(RevisionRow, (RevisionRow.plan_id == PlanRow.id) & (RevisionRow.number == DutyRow.revision))
        .where(ObligationRow.unit == unit, PlanRow.state == PlanState.RUNNING.value)
    )
    return _changes(session.execute(query))


def of_duties(session: Session, plan_id: int) -> dict[int, DateChange]:
    """Of the duties of a plan, by their numbers."""
    query = (
        select(DutyRow.id, PlanRow.issued_at, RevisionRow.at, RevisionRow.at)
        .join(PlanRow, PlanRow.id == DutyRow.plan_id)
        .join(RevisionRow, (RevisionRow.plan_id == PlanRow.id) & (RevisionRow.number == DutyRow.revision))
        .where(DutyRow.plan_id == plan_id, DutyRow.gone_in.is_(None))
    )
    return _changes(session.execute(query))


def of_plan(session: Session, plan_id: int) -> DateChange:
    """Of the plan as a whole: issued, and amended last (a conference that is fixed or moved amends it)."""
    query = (
        select(PlanRow.id, PlanRow.issued_at, RevisionRow.at, RevisionRow.at)
        .join(RevisionRow, (RevisionRow.plan_id == PlanRow.id) & (RevisionRow.number == PlanRow.revision))
        .where(PlanRow.id == plan_id)
    )
    return _changes(session.execute(query))[plan_id]


def _changes(rows: Iterable[tuple[int, datetime, datetime, datetime | None]]) -> dict[int, DateChange]:
    found: dict[int, DateChange] = {}
    for number, first, revised, moved in rows:
        found[number] = DateChange(first, max(at for at in (first, revised, moved) if at is not None))
    return found
