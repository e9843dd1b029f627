"""From the way a paper states a time to days: the first and the last one allowed, by each reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cascade.calendar import periods
from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant, local
from cascade.dates import half_days
from cascade.dates.recurrence import occurrences
from cascade.dates.relative import Anchor, derivation_of, into_office, move, no_anchor
from cascade.plan.model import OffsetUnit, Policy, When, WhenKind
from cascade.result.derivation import Derivation
from cascade.result.obligation import Window

_DAY = timedelta(days=1)

Dated = tuple[Window, Derivation | None]
"""The days allowed, and from what and by which rule they came (None when the paper states them)."""


@dataclass(frozen=True)
class Context:
    """What a stated time is read against."""

    policy: Policy = field(default_factory=Policy)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    anchor: Anchor = no_anchor
    """The days of what a relative time hangs on, by name ("conference:C1"); None where it is unknown."""
    not_before: date | None = None
    """Nothing happens before the document that this plan follows."""
    issued: date | None = None


def resolve(when: When, context: Context) -> Dated:
    """The days a stated time allows. What the paper leaves open stays None here."""
    return _READERS[when.kind](when, context)


def window(
    context: Context,
    when: When,
    earliest: date | None,
    latest: date | None,
    *,
    lenient: date | None = None,
    hour: time | None = None,
    starts_at: datetime | None = None,
    tentative: bool = False,
) -> Window:
    """All readings of one last day: strict, lenient, the working day to aim at, the instant, the lock."""
    if when.not_before is not None:
        earliest = max(when.not_before, earliest or when.not_before)
    tentative = tentative or when.tentative
    if latest is None:
        return Window(earliest=earliest, tentative=tentative, year_inferred=when.year_inferred)
    due = latest if context.policy.strict else (lenient or latest)
    return Window(
        earliest=earliest,
        latest=latest,
        latest_lenient=lenient,
        latest_workday=context.calendar.on_or_before(latest),
        due_at=instant(due, hour or context.policy.day_end),
        starts_at=starts_at,
        closes_at=_lock(due, context),
        tentative=tentative,
        year_inferred=when.year_inferred,
    )


def until(context: Context, latest: date, *, earliest: date | None = None, tentative: bool = False) -> Window:
    """The window of a date that is ours and not the paper's."""
    return window(context, When(WhenKind.BY), earliest, latest, tentative=tentative)


def _lock(due: date, context: Context) -> datetime | None:
    after = context.policy.close_after
    return None if after is None else instant(context.calendar.shift(due, after), context.policy.day_end)


def _fixed(when: When, context: Context) -> Dated:
    if when.day is None:
        return _open(when, context)
    last = when.end or when.day
    if when.start_time is None:
        return window(context, when, when.day, last, hour=when.end_time), None
    starts_at = instant(when.day, when.start_time)
    hour = when.end_time
    if hour is None and when.sessions is not None:
        end = half_days.end_of(starts_at, when.sessions, context.policy)
        last = max(last, day_of(end))
        hour = local(end).time()
    return window(context, when, when.day, last, hour=hour, starts_at=starts_at), None


def _by(when: When, context: Context) -> Dated:
    return window(context, when, None, when.day, hour=when.end_time), None


def _before(when: When, context: Context) -> Dated:
    if when.day is None:
        return _open(when, context)
    return window(context, when, None, when.day - _DAY, lenient=when.day), None


def _before_month(when: When, context: Context) -> Dated:
    if when.year is None or when.month is None:
        return _open(when, context)
    return window(context, when, None, date(when.year, when.month, 1) - _DAY), None


def _within(span: Callable[[When], periods.Span | None]) -> Callable[[When, Context], Dated]:
    def read(when: When, context: Context) -> Dated:
        days = span(when)
        if days is None:
            return _open(when, context)
        first, last = days
        if context.not_before is not None and context.not_before <= last:
            first = max(first, context.not_before)
        return window(context, when, first, last), None

    return read


def _month(when: When) -> periods.Span | None:
    return None if when.year is None or when.month is None else periods.of_month(when.year, when.month)


def _quarter(when: When) -> periods.Span | None:
    return None if when.year is None or when.quarter is None else periods.of_quarter(when.year, when.quarter)


def _year(when: When) -> periods.Span | None:
    return None if when.year is None else periods.of_year(when.year)


def _part(when: When) -> periods.Span | None:
    if when.year is None or when.month is None or when.part is None:
        return None
    return periods.of_part(when.year, when.month, when.part)


def _range(when: When, context: Context) -> Dated:
    return window(context, when, when.day, when.end or when.day, hour=when.end_time), None


def _relative(when: When, context: Context) -> Dated:
    anchor = context.anchor(when.anchor) if when.anchor is not None else None
    if anchor is None or anchor.latest is None:
        return window(context, when, None, None, tentative=True), None
    if when.offset is None:
        return window(context, when, anchor.latest, None, tentative=anchor.tentative), None
    moved = move(anchor, when, context.calendar)
    if when.phrase is None and when.offset.unit is OffsetUnit.HOURS:
        hours = context.policy.office_hours
        moved = into_office(moved, when.offset.amount >= 0, hours, context.calendar)
    latest = moved.latest
    if when.phrase is None and when.offset.amount and when.offset.at is None:
        # Nobody wrote this day: it is ours to put on a working day. What happens with an event stays with it.
        latest = context.calendar.on_or_before(latest)
    days = window(
        context,
        when,
        moved.earliest,
        latest,
        hour=moved.hour,
        starts_at=moved.starts_at,
        tentative=anchor.tentative,
    )
    return days, (None if when.phrase is not None else derivation_of(when))


def _recurring(when: When, context: Context) -> Dated:
    found = list(recurring(when, context))
    return found[0][1:] if found and when.on_day is not None else _open(when, context)


def recurring(when: When, context: Context) -> list[tuple[str, Window, Derivation | None]]:
    """Each occurrence with its period ("2022", "2022-Q3", "2022-03"); none where no first day is known."""
    found: list[tuple[str, Window, Derivation | None]] = []
    for turn in occurrences(when, when.not_before or context.issued or context.not_before, context.policy):
        # A day the paper states stays; one that policy fills in goes to a working day.
        day = turn.day if turn.stated else context.calendar.on_or_before(turn.day)
        days = window(context, when, turn.start, day, lenient=turn.lenient)
        found.append((turn.period, days, None if turn.stated else turn.derived))
    return found


def _earliest_only(when: When, context: Context) -> Dated:
    return window(context, when, when.day, None), None


def _open(when: When, context: Context) -> Dated:
    return window(context, when, None, None), None


_READERS: dict[WhenKind, Callable[[When, Context], Dated]] = {
    WhenKind.FIXED: _fixed,
    WhenKind.BY: _by,
    WhenKind.BEFORE_STRICT: _before,
    WhenKind.BEFORE_MONTH: _before_month,
    WhenKind.WITHIN_MONTH: _within(_month),
    WhenKind.WITHIN_QUARTER: _within(_quarter),
    WhenKind.WITHIN_YEAR: _within(_year),
    WhenKind.WITHIN_MONTH_PART: _within(_part),
    WhenKind.RANGE: _range,
    WhenKind.RELATIVE: _relative,
    WhenKind.RECURRING: _recurring,
    WhenKind.EARLIEST_ONLY: _earliest_only,
    WhenKind.NONE: _open,
}
