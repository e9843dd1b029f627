"""Times that hang on something else: a conference, an invitation, another requirement, a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from cascade.calendar.periods import days_after
from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import hours_after, instant
from cascade.plan.model import Offset, OffsetUnit, When
from cascade.result.derivation import Derivation, Rule
from cascade.result.obligation import Window

Anchor = Callable[[str], Window | None]


def no_anchor(name: str) -> Window | None:
    """Nothing is known of what the time hangs on."""
    return None


@dataclass(frozen=True, slots=True)
class MovedTime:
    """Where a relative time lands."""

    earliest: date | None
    latest: date
    hour: time | None = None
    starts_at: datetime | None = None


def move(anchor: Window, when: When, calendar: WorkCalendar) -> MovedTime:
    """Shift the anchor's days. While the anchor's own day is open, both of its ends are shifted."""
    assert when.offset is not None
    assert anchor.latest is not None
    offset = when.offset
    if offset.unit is OffsetUnit.HOURS:
        return _by_hours(anchor, offset)
    first = anchor.earliest or anchor.latest
    last = first if _counts_from_start(anchor, when) else anchor.latest
    latest = shift(last, offset, calendar)
    if offset.at is not None:
        earliest = shift(first if anchor.tentative else last, offset, calendar)
        return MovedTime(earliest, latest, offset.at, instant(earliest, offset.at))
    return MovedTime(first if offset.amount >= 0 and _is_meeting(when) else None, latest)


def shift(day: date, offset: Offset, calendar: WorkCalendar) -> date:
    """The day that many working or calendar days away."""
    if offset.unit is OffsetUnit.WORKING_DAYS:
        return calendar.shift(day, offset.amount)
    return days_after(day, offset.amount)


def into_office(
    moved: MovedTime, forwards: bool, hours: tuple[time, time], calendar: WorkCalendar
) -> MovedTime:
    """An hour that nobody stated lies in office hours: the next ones going on, the last ones going back."""
    assert moved.hour is not None
    begin, end = hours
    day, hour = moved.latest, moved.hour
    if calendar.is_working(day) and begin <= hour <= end:
        return moved
    if forwards:
        same_day = calendar.is_working(day) and hour < begin
        return replace(moved, latest=day if same_day else calendar.next(day), hour=begin)
    same_day = calendar.is_working(day) and hour > end
    return replace(moved, latest=day if same_day else calendar.previous(day), hour=end)


def derivation_of(when: When) -> Derivation:
    """Where the day of a relative time comes from."""
    assert when.offset is not None
    kind, _, name = (when.anchor or "").partition(":")
    return Derivation(Rule.MOVED, when.offset.amount, when.offset.unit, kind, name)


def _by_hours(anchor: Window, offset: Offset) -> MovedTime:
    """Hours count from the start when they go back, from the end when they go on."""
    start, end = anchor.starts_at or anchor.due_at, anchor.due_at or anchor.starts_at
    assert start is not None
    assert end is not None
    moved = hours_after(end if offset.amount >= 0 else start, offset.amount)
    return MovedTime(None, moved.date(), moved.time())


def _counts_from_start(anchor: Window, when: When) -> bool:
    """Back from a conference that takes several days means back from its first one."""
    assert when.offset is not None
    return when.offset.amount < 0 and _is_meeting(when) and not anchor.tentative


def _is_meeting(when: When) -> bool:
    return when.anchor is not None and when.anchor.startswith(("conference:", "invitation:"))
