"""A point of the calendar as a paper writes it: day, days, week, month, quarter, year, or a part of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from cascade.calendar import periods


class PointUnit(StrEnum):
    """How wide a point is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class CalendarPoint:
    """What is written, no more: the year is None where the paper leaves it out."""

    unit: PointUnit
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    """Several days of one month: the last of them."""
    last_month: int | None = None
    last_year: int | None = None
    quarter: int | None = None
    last_quarter: int | None = None
    part: str | None = None
    """first, middle or last of a month or a year; of a week: "1" to "5" or "last"."""
    hour: time | None = None
    year_inferred: bool = False

    def in_year(self, year: int | None) -> CalendarPoint:
        """The same point with a year that was worked out."""
        return self if self.year is not None or year is None else replace(self, year=year, year_inferred=True)

    @property
    def order(self) -> tuple[int, int]:
        """Month and day, for comparing points whose year is not known."""
        month = self.month or ((self.quarter or 1) * 3 - 2)
        return month, self.day or 1

    def span(self) -> periods.Span | None:
        """First and last day; None without a year, or where no calendar has the day."""
        if self.year is None:
            return None
        try:
            return _SPANS[self.unit](self, self.year)
        except ValueError:
            return None


def _day(point: CalendarPoint, year: int) -> periods.Span:
    month, day = point.month or 0, point.day or 0
    first = date(year, month, day)
    return first, date(year, point.last_month or month, point.last_day or day)


def _month(point: CalendarPoint, year: int) -> periods.Span:
    month = point.month or 0
    if point.part:
        return periods.of_part(year, month, point.part)
    return periods.of_month(year, month)[0], periods.of_month(year, point.last_month or month)[1]


def _week(point: CalendarPoint, year: int) -> periods.Span:
    """Week n of a month by sevens from its first day; the last week is its last seven days."""
    first, last = periods.of_month(year, point.month or 0)
    if point.part == "last":
        return last - timedelta(days=6), last
    begin = first + timedelta(days=7 * (int(point.part or 1) - 1))
    return begin, min(begin + timedelta(days=6), last)


def _quarter(point: CalendarPoint, year: int) -> periods.Span:
    quarter = point.quarter or 1
    return periods.of_quarter(year, quarter)[0], periods.of_quarter(year, point.last_quarter or quarter)[1]


_YEAR_PARTS = {
    "first": (1, 3),
    "middle": (6, 6),
    "last": (12, 12),
    "half 1": (1, 6),
    "half 2": (7, 12),
    "nine": (1, 9),
}


def _year(point: CalendarPoint, year: int) -> periods.Span:
    first, last = _YEAR_PARTS.get(point.part or "", (1, 12))
    return periods.of_month(year, first)[0], periods.of_month(point.last_year or year, last)[1]


_SPANS = {
    PointUnit.DAY: _day,
    PointUnit.WEEK: _week,
    PointUnit.MONTH: _month,
    PointUnit.QUARTER: _quarter,
    PointUnit.YEAR: _year,
}
