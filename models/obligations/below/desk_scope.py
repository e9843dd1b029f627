"""Which obligations a unit looks after, and which of them wait for its decision, as conditions of a query.

A committee looks after what stands directly below it; the office that follows a plan after all of the plan,
and it decides where nobody but the plan's top stands above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from cascade.reports.obligation_states import ObligationState
from models.tables import DutyRow, ObligationRow, PlanRow
from models.views.plan_views import PlanState

_RUNNING = PlanState.RUNNING.value
SENT = ObligationRow.state == ObligationState.SUBMITTED.value


@dataclass(frozen=True, slots=True)
class DeskScope:
    """What one unit looks after; one question to the ledger, however much is asked about it afterwards."""

    unit: str
    followed: tuple[int, ...]
    """The running plans whose desk it is."""

    @classmethod
    def of(cls, session: Session, unit: str) -> DeskScope:
        """As the ledger stands now."""
        desk = func.coalesce(PlanRow.desk, PlanRow.issuer)
        found = session.scalars(select(PlanRow.id).where(desk == unit, PlanRow.state == _RUNNING))
        return cls(unit, tuple(found))

    def every(self) -> ColumnElement[bool]:
        """All of it, without what is withdrawn."""
        there = ObligationRow.state != ObligationState.WITHDRAWN.value
        if not self.followed:
            return and_(self._directly_below(), there)
        mine = or_(ObligationRow.above == self.unit, ObligationRow.plan_id.in_(self.followed))
        return and_(ObligationRow.duty_id.in_(running()), mine, ObligationRow.unit != self.unit, there)

    def late(self, now: datetime) -> ColumnElement[bool]:
        """What is still owed after its date."""
        hanging = select(DutyRow.id).where(DutyRow.hangs)
        return and_(self.every(), ObligationRow.duty_id.not_in(hanging), ObligationRow.overdue(now))

    def waiting(self) -> ColumnElement[bool]:
        """What waits to be decided on by the rule of `cascade.reminders.awaiting.decider`.

        A plan's top may decide beside its office.
        """
        below = self._directly_below()
        if self.followed:
            tops = select(PlanRow.root).where(PlanRow.id == ObligationRow.plan_id).scalar_subquery()
            top = or_(ObligationRow.above.is_(None), ObligationRow.above == tops)
            desk = and_(ObligationRow.plan_id.in_(self.followed), top, ObligationRow.unit != self.unit)
            below = or_(below, and_(ObligationRow.duty_id.in_(running()), desk))
        return and_(below, SENT)

    def _directly_below(self) -> ColumnElement[bool]:
        # By way of the duties, of which there are few, so that the index (duty_id, above, state) serves.
        return and_(ObligationRow.duty_id.in_(running()), ObligationRow.above == self.unit)


def running() -> Select[int]:
    """The duties that are in force, of plans that run."""
    return (
        select(DutyRow.id)
        .join(PlanRow, PlanRow.id == DutyRow.plan_id)
        .where(DutyRow.gone_in.is_(None), PlanRow.state == _RUNNING)
    )
