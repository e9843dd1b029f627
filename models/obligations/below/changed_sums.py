"""A report that comes anew changes the sum in one above it, which has been sent: its unit is told once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Occasion
from cascade.notices.reasons import Reason
from cascade.reminders import awaiting
from cascade.reports.obligation_states import ObligationState
from models.obligations import collect
from models.obligations.below import part_sums
from models.outbox import act_notices
from models.plans import revisions
from models.tables import ObligationRow, PlanRow, TakenSumRow


def tell(session: Session, plan: PlanRow, key: str, above: str | None, now: datetime) -> None:
    """Reports of that duty came from below that committee.

    All that changes before the next working morning is one letter a duty; what is as before, none.
    """
    sums = _summed(session, plan.id, key, above) if above is not None else []
    if not sums:
        return
    stale = part_sums.stale(session, [one.id for one in sums])
    renewed(session, [one.id for one in sums if one.id not in stale])
    calendar = revisions.calendar(revisions.row(session, plan.id, plan.revision))
    morning = awaiting.morning(now, calendar)
    rung = f"{Occasion.SUM_CHANGED}@{day_of(morning).isoformat()}"
    for one in sums:
        if one.id in stale:
            about = (plan.id, one.id, one.unit, Occasion.SUM_CHANGED, rung, one.revision)
            act_notices.about(session, *about, now, due_at=morning)


def renewed(session: Session, obligation_ids: Collection[int]) -> None:
    """The sums are right again, or were taken anew: nobody need hear of it."""
    if obligation_ids:
        act_notices.set_aside(session, obligation_ids, Occasion.SUM_CHANGED, Reason.ANSWERED)


def _summed(session: Session, plan_id: int, key: str, above: str) -> list[ObligationRow]:
    """The reports above that wait to be accepted and took a sum with such reports in it."""
    collectors = [duty.id for duty in collect.duties_of(session, plan_id) if key in duty.collects]
    if not collectors:
        return []
    return list(session.scalars(_SUMMED, {"collectors": collectors, "committee": above}))


_COLLECTORS: BindParameter[int] = bindparam("collectors", expanding=True)
_COMMITTEE = bindparam("committee", type_=ObligationRow.unit.type)
_SUMMED = (
    select(ObligationRow)
    .where(
        ObligationRow.duty_id.in_(_COLLECTORS),
        # Whoever gathers is the committee or an office beside it: an index finds both, however many report.
        or_(ObligationRow.unit == _COMMITTEE, ObligationRow.above == _COMMITTEE),
        ObligationRow.gathers == _COMMITTEE,
        ObligationRow.state == ObligationState.SUBMITTED.value,
        select(TakenSumRow.number).where(TakenSumRow.obligation_id == ObligationRow.id).exists(),
    )
    .order_by(ObligationRow.id)
)
"""Spelled once: every report from below asks it."""
