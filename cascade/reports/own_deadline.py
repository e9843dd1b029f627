"""A date that one unit has for itself: asked for, extended, or to hand in a report again; and its rungs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.plan.model import Plan, Policy, Rung
from cascade.reminders.ladder import rungs_for, steps_for
from cascade.result.obligation import Duty, Step, Window

TOO_EARLY = Wrong(
    Told("hạn gửi lại phải sau lúc này", "the new deadline must be later than now"),
    Told("chọn một ngày từ hôm nay trở đi", "choose today or a later day"),
)
FARTHEST = 366
"""Days from today that a later date may be asked for: beyond it is a slip of the pen."""
GRACE = 3
"""Working days to hand in a returned report again."""


def own_steps(duty: Duty, due: datetime, plan: Plan, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The rungs of a date that only one unit has: extended, or to hand in a returned report again."""
    day = day_of(due)
    window = Window(latest=day, latest_workday=calendar.on_or_before(day), due_at=due)
    return steps_for(window, _rungs(duty, plan), calendar, plan.policy)


def check_asked(day: date, today: date, due: datetime | None) -> None:
    """Refusal: a day asked for that is past, no later than the deadline there is, or far away."""
    if day < today:
        raise Wrong(Told("ngày đề nghị đã qua", "that day is past"), _LATER)
    if due is not None and day <= day_of(due):
        what = Told("ngày đề nghị phải sau hạn hiện nay", "it is no later than the deadline there is")
        raise Wrong(what, _LATER)
    if day > today + timedelta(days=FARTHEST):
        what = tell("xa quá {days} ngày", "it is more than {days} days away", days=str(FARTHEST))
        raise Wrong(what, Told("chọn ngày gần hơn", "choose an earlier day"))


_LATER = Told("chọn một ngày muộn hơn", "choose a later day")


def grace(now: datetime, policy: Policy, calendar: WorkCalendar) -> datetime:
    """The end of the last day to hand in a returned report again, when nobody names a day."""
    return instant(calendar.shift(day_of(now), GRACE), policy.day_end)


def remaining(steps: tuple[Step, ...], now: datetime) -> tuple[Step, ...]:
    """Rungs still to come; those of the past are not called after."""
    return tuple(step for step in steps if step.at > now)


def _rungs(duty: Duty, plan: Plan) -> tuple[Rung, ...]:
    named = next((item.ladder for item in plan.requirements if item.id == duty.requirement), None)
    return rungs_for(plan.policy, duty.kind, duty.level, named)
