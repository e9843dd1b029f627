"""From a phrase to a stated time as plans know it (`cascade.plan.when`): its kind and its days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cascade.plan.when import Offset, OffsetUnit, When, WhenKind
from documents.papers.times.calendar_point import CalendarPoint, PointUnit
from documents.papers.times.grammar import TimePhrase

YearOf = Callable[[CalendarPoint], int | None]
"""The year of a point that has none written, or None."""

_WITHIN = {
    PointUnit.MONTH: WhenKind.WITHIN_MONTH,
    PointUnit.QUARTER: WhenKind.WITHIN_QUARTER,
    PointUnit.YEAR: WhenKind.WITHIN_YEAR,
}


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A time, and beside a firm one the day that was planned."""

    when: When
    first: date | None = None
    """The first day it allows, where the words say one."""
    last: date | None = None
    """The last day allowed."""
    lenient: date | None = None
    planned: date | None = None


def stated_time(phrase: TimePhrase, year_of: YearOf) -> StatedTime:
    """What the phrase says; days stay None where the paper leaves the year open."""
    written = [token.point for token in phrase.tokens if token.point is not None]
    points = _dated(written, year_of)
    kind = phrase.rule.kind or _kind_of(points[-1])
    tentative = any(token.name == "EXPECTED" for token in phrase.tokens)
    read = _READERS.get(kind, _within)
    stated = read(phrase, kind, points)
    inferred = any(point.year_inferred for point in points)
    when = replace(stated.when, tentative=tentative and stated.planned is None, year_inferred=inferred)
    return replace(stated, when=when)


def _kind_of(point: CalendarPoint) -> WhenKind:
    if point.part and point.unit is PointUnit.MONTH:
        return WhenKind.WITHIN_MONTH_PART
    if point.part or point.last_month or point.last_quarter:
        return WhenKind.RANGE
    return _WITHIN.get(point.unit, WhenKind.FIXED)


def _dated(points: list[CalendarPoint], year_of: YearOf) -> list[CalendarPoint]:
    """Month and year of the second end count for the first, too; then the years that are worked out."""
    filled: list[CalendarPoint] = []
    for point, after in zip(points, [*points[1:], None], strict=False):
        if after is not None and point.unit is PointUnit.DAY and point.month is None:
            point = replace(point, month=after.month)
        if (
            after is not None
            and point.year is None
            and after.year is not None
            and after.unit is not PointUnit.YEAR
        ):
            over = point.order > after.order
            point = replace(point, year=after.year - 1 if over else after.year)
        filled.append(point)
    done: list[CalendarPoint] = []
    for point in filled:
        before = done[-1].year if done else None
        if point.year is None and before is not None:
            later = before + 1 if point.order < done[-1].order else before
            point = point.in_year(later)
        done.append(point if point.year is not None else point.in_year(year_of(point)))
    return done


def _strict(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    point = points[-1]
    if point.hour is not None:
        return _by(phrase, WhenKind.BY, points)
    span = point.span()
    day = span[0] if span else None
    last = day - timedelta(days=1) if day else None
    return StatedTime(When(kind, day=day), last=last, lenient=day)


def _before_month(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    point = points[-1]
    span = point.span()
    last = span[0] - timedelta(days=1) if span else None
    if point.unit is PointUnit.MONTH and point.part is None:
        return StatedTime(When(kind, year=point.year, month=point.month), last=last)
    return StatedTime(When(WhenKind.BY, day=last), last=last)


def _by(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    point = points[-1]
    span = point.span()
    last = span[1] if span else None
    planned = points[0].span() if len(points) > 1 else None
    when = When(kind, day=last, end_time=point.hour)
    return StatedTime(when, last=last, planned=planned[0] if planned else None)


def _fixed(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    point = points[-1]
    span = point.span()
    first, last = span or (None, None)
    end = last if last != first else None
    clocks = [token.clock for token in phrase.tokens if token.name == "CLOCK"]
    starts, ends = (clocks[0], point.hour) if clocks else (point.hour, None)
    return StatedTime(
        When(kind, day=first, end=end, start_time=starts, end_time=ends), first=first, last=last
    )


def _within(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    point = points[-1]
    span = point.span()
    first, last = span or (None, None)
    part = point.part if kind is WhenKind.WITHIN_MONTH_PART else None
    when = When(kind, year=point.year, month=point.month, quarter=point.quarter, part=part)
    return StatedTime(when, first=first, last=last)


def _range(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    first, last = points[0].span(), points[-1].span()
    if first is None or last is None:
        return StatedTime(When(kind))
    when = When(kind, day=first[0], end=last[1], end_time=points[-1].hour)
    return StatedTime(when, first=first[0], last=last[1])


def _start(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    span = points[0].span()
    if points[0].last_month is not None:
        return _range(phrase, WhenKind.RANGE, points)
    first = span[0] if span else None
    return StatedTime(When(kind, day=first), first=first)


_EVERY = {"ngày": "day", "tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year"}


def _recurring(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    every = next(
        (_EVERY.get(token.text.split()[-1]) for token in phrase.tokens if token.name == "EVERY"), None
    )
    if every is None:
        every = next(
            (
                _EVERY.get(word)
                for token in phrase.tokens
                if token.name == "NEXT"
                for word in token.text.split()
                if word in _EVERY
            ),
            None,
        )
    point = points[-1] if len(points) == 1 else None
    before = any(token.name == "BEFORE" for token in phrase.tokens)
    on_day, on_month = (point.day, point.month) if point else (None, None)
    return StatedTime(When(kind, every=every, on_day=on_day, on_month=on_month, before=before))


SPANS = ("SPAN", "LONGSPAN")
_NUMBER = re.compile(r"\d+")


def _relative(phrase: TimePhrase, kind: WhenKind, points: list[CalendarPoint]) -> StatedTime:
    span = next((token.text for token in phrase.tokens if token.name in SPANS), None)
    at = next((token.clock for token in phrase.tokens if token.name == "CLOCK"), None)
    if span is None:
        return StatedTime(When(kind, offset=Offset(0, OffsetUnit.CALENDAR_DAYS, at)))
    found = _NUMBER.search(span)
    amount = int(found[0]) if found else 0
    before = any(token.name in ("BEFORE", "PRIOR") for token in phrase.tokens)
    unit = OffsetUnit.WORKING_DAYS if "làm việc" in span else OffsetUnit.CALENDAR_DAYS
    if span.endswith(("tháng", "năm", "quý")):
        return StatedTime(When(kind))
    if span.endswith("tuần"):
        amount *= 7
    if span.endswith("giờ"):
        unit = OffsetUnit.HOURS
    return StatedTime(When(kind, offset=Offset(-amount if before else amount, unit, at)))


_READERS: dict[WhenKind, Callable[[TimePhrase, WhenKind, list[CalendarPoint]], StatedTime]] = {
    WhenKind.BEFORE_STRICT: _strict,
    WhenKind.BEFORE_MONTH: _before_month,
    WhenKind.BY: _by,
    WhenKind.FIXED: _fixed,
    WhenKind.RANGE: _range,
    WhenKind.EARLIEST_ONLY: _start,
    WhenKind.RECURRING: _recurring,
    WhenKind.RELATIVE: _relative,
}
