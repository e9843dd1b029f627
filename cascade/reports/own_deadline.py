"""A date that one unit has for itself: extended, or to hand in a returned report again; and its rungs."""

from __future__ import annotations

from datetime import datetime

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.model import Plan, Policy, Rung
from cascade.reminders.ladder import rungs_for, steps_for
from cascade.result.obligation import Duty, Step, Window

TOO_EARLY = Wrong(
    Told("hạn gửi lại phải sau lúc này", "the new deadline must be later than now"),
    Told("chọn một ngày từ hôm nay trở đi", "choose today or a later day"),
)
GRACE = 3
"""Working days to hand in a returned report again."""


def own_steps(duty: Duty, due: datetime, plan: Plan, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The rungs of a date that only one unit has: extended, or to hand in a returned report again."""
    day = day_of(due)
    window = Window(latest=day, latest_workday=calendar.on_or_before(day), due_at=due)
    return steps_for(window, _rungs(duty, plan), calendar, plan.policy)


def grace(now: datetime, policy: Policy, calendar: WorkCalendar) -> datetime:
    """The end of the last day to hand in a returned report again, when nobody names a day."""
    return instant(calendar.shift(day_of(now), GRACE), policy.day_end)


def remaining(steps: tuple[Step, ...], now: datetime) -> tuple[Step, ...]:
    """Rungs still to come; those of the past are not called after."""
    return tuple(step for step in steps if step.at > now)


def _rungs(duty: Duty, plan: Plan) -> tuple[Rung, ...]:
    named = next((item.ladder for item in plan.requirements if item.id == duty.requirement), None)
    return rungs_for(plan.policy, duty.kind, duty.level, named)
