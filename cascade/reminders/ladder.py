"""The ladder (thang đôn đốc): when reminders and escalations speak, to whom, and inside which hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant, local
from cascade.notices.kinds import EARLY, Occasion
from cascade.org.tree import Level
from cascade.plan.model import ActionKind, Offset, OffsetUnit, Policy, Rung, RungTarget
from cascade.reminders import awaiting
from cascade.result.obligation import Step, Window

_DAY = timedelta(days=1)
_MORNING = time(8, 0)


def _rung(count: int, target: RungTarget, occasion: str) -> Rung:
    name = f"T{count:+d}" if count else "T"
    return Rung(name, Offset(count, OffsetUnit.WORKING_DAYS, _MORNING), target, occasion)


DEFAULT: tuple[Rung, ...] = (
    _rung(-5, RungTarget.UNIT, Occasion.REMINDER),
    _rung(-1, RungTarget.UNIT, Occasion.REMINDER),
    _rung(0, RungTarget.UNIT, Occasion.DUE_TODAY),
    _rung(1, RungTarget.UNIT, Occasion.OVERDUE),
    _rung(3, RungTarget.ABOVE, Occasion.ESCALATION),
    _rung(5, RungTarget.DESK, Occasion.ESCALATION),
)
"""Working days. No rung names anybody in public: that is for people."""


class CatchUp(NamedTuple):
    """After silence: what is still said, and what it makes needless."""

    speak: tuple[Step, ...]
    superseded: tuple[Step, ...]


def rungs_for(policy: Policy, kind: ActionKind, level: Level, name: str | None = None) -> tuple[Rung, ...]:
    """The plan's ladder for this duty: by name, by act and level, by act, by level, else the default."""
    named = dict(policy.ladders)
    for key in (name, f"{kind}/{level}", str(kind), str(level), "default"):
        if key is not None and key in named:
            return named[key]
    return DEFAULT


def steps_for(
    window: Window, rungs: Sequence[Rung], calendar: WorkCalendar, policy: Policy
) -> tuple[Step, ...]:
    """Every rung with its hour, earliest first; nothing where no date is known."""
    if window.latest is None or window.due_at is None:
        return ()
    steps = [
        Step(rung.id, _moment(window, rung.offset, calendar, policy), rung.target, rung.occasion)
        for rung in rungs
    ]
    return tuple(sorted(steps, key=lambda step: step.at))


def opening(at: datetime, policy: Policy, calendar: WorkCalendar | None = None) -> datetime:
    """The next instant inside sending hours; with a calendar, on a working day."""
    begin, end = policy.send_hours
    moment = local(at)
    if moment.time() > end:
        moment = datetime.combine(moment.date() + _DAY, begin, moment.tzinfo)
    elif moment.time() < begin:
        moment = datetime.combine(moment.date(), begin, moment.tzinfo)
    if calendar is not None and not calendar.is_working(moment.date()):
        moment = datetime.combine(calendar.next(moment.date()), begin, moment.tzinfo)
    return moment.astimezone(at.tzinfo)


def superseded(steps: Sequence[Step], now: datetime, last_seen: datetime | None = None) -> CatchUp:
    """Of the rungs due since `last_seen` the highest for each listener speaks; the others are skipped."""
    due = [step for step in steps if step.at <= now and (last_seen is None or step.at > last_seen)]
    highest = {step.target: step for step in sorted(due, key=lambda step: step.at)}
    speak = tuple(step for step in due if highest[step.target] is step)
    return CatchUp(speak, tuple(step for step in due if highest[step.target] is not step))


def next_step(steps: Sequence[Step], after: datetime) -> Step | None:
    """The first rung that is still to come."""
    return min((step for step in steps if step.at > after), key=lambda step: step.at, default=None)


def left_at_issue(steps: Sequence[Step], issued: datetime, due_at: datetime | None) -> tuple[Step, ...]:
    """The rungs that a duty begins with: those to come; of one that is overdue by then all after its date.

    What comes before a date is needless when the first notice tells it; but of a date that was over before
    nobody would hear that it is, had its rungs passed as well.
    """
    since = issued if due_at is None else min(due_at, issued)
    return tuple(
        step for step in steps if step.at > issued or (step.at > since and step.occasion not in EARLY)
    )


def first_call(left: Sequence[Step], issued: datetime, calendar: WorkCalendar) -> datetime | None:
    """When the first of those is called: one that has passed on the next working morning.

    Until then units can report what they were given today, and the office can enter what came on paper.
    """
    if not left or left[0].at > issued:
        return left[0].at if left else None
    return instant(calendar.next(day_of(issued)), awaiting.MORNING)


def paused(step: Step, acknowledged_until: datetime | None) -> bool:
    """A unit that said "we are on it" is left alone until then; those above it are told all the same."""
    return acknowledged_until is not None and step.target is RungTarget.UNIT and step.at <= acknowledged_until


NO_DATE = 5
"""Working days of rest where a duty has no date."""


def rest_until(due_at: datetime | None, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """The night in which its rest ends; None: no rest any more.

    At most half of the working days that are left, so that a promise made early is asked about early, and
    never into the last working day before its date, whose reminder is for those who have promised.
    """
    today = day_of(now)
    if due_at is None:
        return instant(calendar.shift(today, NO_DATE), time())
    last = calendar.on_or_before(day_of(due_at))
    half = calendar.between(today, last) // 2
    if half < 1:
        return None
    return instant(min(calendar.shift(today, half), calendar.shift(last, -1)), time())


def _moment(window: Window, offset: Offset, calendar: WorkCalendar, policy: Policy) -> datetime:
    assert window.due_at is not None
    if offset.unit is OffsetUnit.HOURS:
        return _by_hours(window, offset.amount, policy)
    day = _day(window, offset, calendar)
    begin, end = policy.send_hours
    return instant(day, min(max(offset.at or _MORNING, begin), end))


def _day(window: Window, offset: Offset, calendar: WorkCalendar) -> date:
    """Before the date count from the working day to aim at; after it, from the last day by any reading."""
    assert window.due_at is not None
    assert window.latest is not None
    if offset.amount > 0:
        start, settle = max(window.latest, window.latest_lenient or window.latest), calendar.on_or_after
    else:
        start, settle = calendar.on_or_before(day_of(window.due_at)), calendar.on_or_before
    if offset.unit is OffsetUnit.WORKING_DAYS:
        return calendar.shift(start, offset.amount)
    return settle(start + _DAY * offset.amount)


def _by_hours(window: Window, hours: int, policy: Policy) -> datetime:
    assert window.due_at is not None
    begin, end = policy.send_hours
    if hours > 0:
        late_from = window.due_at
        if window.latest_lenient is not None:
            late_from = max(late_from, instant(window.latest_lenient, policy.day_end))
        return opening(late_from + timedelta(hours=hours), policy)
    moment = local(window.due_at + timedelta(hours=hours))
    held = instant(moment.date(), min(max(moment.time(), begin), end))
    # A reminder must not come after what it reminds of: then the evening before.
    return held if held <= window.due_at else instant(moment.date() - _DAY, end)
