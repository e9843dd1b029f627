"""Findings about days: rest days, Tết, wrong weekdays, and dates that are missing, tentative or too near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cascade.duty import Assignment, Duty, Finding, Window
from cascade.findings.sight import Sight, named, tell
from cascade.periods import clamp
from cascade.plan import When, WhenKind
from cascade.told import Telling, joined
from cascade.workdays import WorkCalendar

_DAY = timedelta(days=1)
_STATED_DAY = {WhenKind.FIXED, WhenKind.BY, WhenKind.BEFORE_STRICT, WhenKind.RANGE, WhenKind.RECURRING}
_PERIOD = {
    WhenKind.WITHIN_MONTH,
    WhenKind.WITHIN_QUARTER,
    WhenKind.WITHIN_MONTH_PART,
    WhenKind.BEFORE_MONTH,
}
_LONG_BREAK = 5
"""Days in a row without work that count as a break (Tết has seven or more)."""
_SHORT_NOTICE = 2
"""Working days from issue to due below which somebody should ask."""


def look(sight: Sight) -> Iterator[Finding]:
    """All findings about days, requirement by requirement."""
    for name, lines in sight.lines.items():
        requirement = sight.requirements[name]
        for line in lines:
            yield from _of_duty(line.duty, requirement.when, sight)
        yield from _of_when(name, requirement.line, requirement.when)
    for line in sight.outline.assignments:
        yield from _after_break(line, sight.outline.calendar)
        yield from _near_issue(line, sight)


def _of_duty(duty: Duty, when: When, sight: Sight) -> Iterator[Finding]:
    yield from _open(duty, when, sight)
    if duty.derived is None:
        yield from _rest(duty, when, sight.outline.calendar)


def _rest(duty: Duty, when: When, calendar: WorkCalendar) -> Iterator[Finding]:
    window = duty.window
    if window.latest is None or duty.kind.traits.event:
        return
    if window.latest != window.latest_workday and when.kind in _STATED_DAY | _PERIOD:
        code = "rest_day" if when.kind in _STATED_DAY else "period_ends_on_rest_day"
        yield tell(
            code,
            duty.requirement,
            duty.line,
            day_long=window.latest,
            workday_long=window.latest_workday,
            holiday=_holiday(window.latest, calendar),
        )
    if when.kind in _PERIOD and duty.conference is None:
        yield from break_inside(duty.requirement, duty.line, window, calendar)


def break_inside(name: str, line: int | None, window: Window, calendar: WorkCalendar) -> Iterator[Finding]:
    """A long break inside a period leaves less time than it seems."""
    if window.earliest is None or window.latest is None:
        return
    day = window.earliest
    while day <= window.latest:
        first, last = _rest_around(day, calendar)
        if (last - first).days + 1 >= _LONG_BREAK and last <= window.latest:
            days = calendar.between(window.earliest - _DAY, first)
            yield tell("break_inside", name, line, first=first, last=last, days=days)
        day = last + _DAY


def _after_break(line: Assignment, calendar: WorkCalendar) -> Iterator[Finding]:
    """Due on the first day back: whoever is not done before the break will not be."""
    duty = line.duty
    aim = duty.window.latest_workday
    if aim is None or duty.kind.traits.event or duty.window.tentative:
        return
    first, last = _rest_around(aim - _DAY, calendar)
    if (last - first).days + 1 >= _LONG_BREAK:
        before = calendar.previous(first)
        yield tell("after_long_break", named(line), duty.line, first=first, last=last, practical_long=before)


def _rest_around(day: date, calendar: WorkCalendar) -> tuple[date, date]:
    """The first and the last of the days off around a day; (day, day - 1) where it is worked."""
    if calendar.is_working(day):
        return day + _DAY, day
    return calendar.previous(day) + _DAY, calendar.next(day) - _DAY


def _open(duty: Duty, when: When, sight: Sight) -> Iterator[Finding]:
    """No date, a date of ours, or a date that may still move."""
    if when.kind is WhenKind.RECURRING and duty.period is None:
        yield tell("recurrence_without_period", duty.requirement, duty.line)
    elif duty.window.latest is None:
        yield tell("missing_date", duty.requirement, duty.line)
    elif (
        duty.derived is not None
        and duty.period in (None, _first_period(duty, sight))
        and _asks(duty, when, sight)
    ):
        yield tell("date_from_policy", duty.requirement, duty.line, day=duty.window.latest, why=duty.derived)
    if when.tentative and duty.conference is None:
        yield tentative(duty.requirement, duty.line, when)
    if duty.window.year_inferred and duty.window.latest is not None:
        yield tell("year_inferred", duty.requirement, duty.line, day=duty.window.latest)


def _asks(duty: Duty, when: When, sight: Sight) -> bool:
    """Whether a derived date needs a person's word.

    A relative date that the officer wrote is a decision; but a report without a date, in a plan that
    quotes its paper elsewhere, is a gap of the paper.
    """
    if when.kind is not WhenKind.RELATIVE:
        return True
    quotes = any(item.when.phrase is not None for item in sight.outline.plan.requirements)
    return duty.kind.traits.reports and quotes and when.phrase is None


def _first_period(duty: Duty, sight: Sight) -> str | None:
    periods = [line.duty.period for line in sight.lines[duty.requirement] if line.duty.period is not None]
    return min(periods, default=None)


def tentative(name: str, line: int | None, when: When) -> Finding:
    """A time that a later paper will fix."""
    awaiting = f" ({when.awaiting})" if when.awaiting else ""
    return tell("tentative_date", name, line, awaiting=awaiting)


def _near_issue(line: Assignment, sight: Sight) -> Iterator[Finding]:
    duty = line.duty
    issued, latest = sight.outline.plan.issued, duty.window.latest
    if issued is None or latest is None:
        return
    days = sight.outline.calendar.between(issued, latest)
    if latest < issued:
        code = "due_before_issue" if duty.derived is None else "derived_before_issue"
        yield tell(code, named(line), duty.line, day=latest, issued=issued)
    elif days < _SHORT_NOTICE:
        yield tell("short_notice", named(line), duty.line, day=latest, issued=issued, days=days)


def _of_when(name: str, line: int | None, when: When) -> Iterator[Finding]:
    at = when.line or line
    yield from wrong_weekday(name, at, when)
    if when.kind is WhenKind.BEFORE_STRICT and when.day is not None and _ends_a_month(when.day):
        yield tell("month_end_meant", name, at, day=when.day, latest=when.day - _DAY)
    if when.day is not None and when.end is not None and when.end < when.day:
        yield tell("window_empty", name, at, earliest=when.day, latest=when.end)
    elif when.not_before is not None and when.day is not None and when.not_before > when.day:
        yield tell("window_empty", name, at, earliest=when.not_before, latest=when.day)


def _ends_a_month(day: date) -> bool:
    return day == clamp(day.year, day.month, 31)


def wrong_weekday(name: str, line: int | None, when: When) -> Iterator[Finding]:
    """The weekday a paper states must be that of its day."""
    if when.weekday is not None and when.day is not None and when.weekday != when.day.isoweekday():
        # 1 January 2024 was a Monday.
        stated = date(2024, 1, when.weekday)
        yield tell("weekday_mismatch", name, line, day=when.day, day_weekday=when.day, stated_weekday=stated)


def _holiday(day: date, calendar: WorkCalendar) -> Telling:
    name = calendar.told_name(day)
    return joined("", (" (", name, ")")) if name else ""
