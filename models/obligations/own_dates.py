"""A later date for one unit alone: its own rungs, worked out by the plan's frozen ladder and calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cascade.calendar.zone import instant
from cascade.reminders.ladder import next_step
from cascade.reports import own_deadline
from models.plans import duties, revisions
from models.tables import DutyRow, ObligationRow, PlanRow


def moment(session: Session, plan: PlanRow, until: date | datetime) -> datetime:
    """A day means its end by the plan's policy."""
    if isinstance(until, datetime):
        return until
    policy = revisions.paper(session, plan.id, plan.revision).policy
    return instant(until, policy.day_end)


def grace(session: Session, plan: PlanRow, now: datetime) -> datetime:
    """The end of the last day to hand in a returned report again."""
    kept = revisions.row(session, plan.id, plan.revision)
    return own_deadline.grace(now, revisions.plan(kept).policy, revisions.calendar(kept))


def move(
    session: Session, plan: PlanRow, row: ObligationRow, duty: DutyRow, until: datetime, now: datetime
) -> None:
    """Give one obligation a date of its own; rungs of the old date are forgotten."""
    kept = revisions.row(session, plan.id, plan.revision)
    steps = own_deadline.own_steps(duties.thaw(duty), until, revisions.plan(kept), revisions.calendar(kept))
    set_steps(row, steps, duties.plain_steps(steps), now)
    row.extended_until = until
    row.acknowledged_until = None
    row.moved_at = now


def set_steps(row: ObligationRow, steps: Any, plain: list[Any], now: datetime) -> None:
    """The rungs an obligation now has; those before now are not called after."""
    step = next_step(steps, now)
    row.own_steps = plain
    row.next_at = step.at if step else None
    row.next_rung = step.rung if step else None
