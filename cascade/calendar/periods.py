"""The first and last day of a month, a quarter, a year, or a part of a month; days and months away.

Pendulum reckons; what leaves this module are plain dates, which every library takes.
"""

from __future__ import annotations

from datetime import date

import pendulum

Span = tuple[date, date]

# As newspapers use the words. The Civil Code 2015 (art. 146) has single days: the 1st, the 15th, the last;
# a limit is better read wide.
_PARTS = {"first": (1, 10), "middle": (11, 20), "last": (21, 31)}


def clamp(year: int, month: int, day: int) -> date:
    """That day, or the month's last one where the month is shorter (30 February -> 28 or 29)."""
    return date(year, month, min(day, pendulum.date(year, month, 1).days_in_month))


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """(year, month) that many months later."""
    later = pendulum.date(year, month, 1).add(months=count)
    return later.year, later.month


def days_after(day: date, count: int) -> date:
    """The calendar day so many days later (earlier, when negative)."""
    return _plain(pendulum.date(day.year, day.month, day.day).add(days=count))


def of_month(year: int, month: int) -> Span:
    """tháng 3/2024 -> 1/3/2024 to 31/3/2024"""
    first = pendulum.date(year, month, 1)
    return _plain(first), _plain(first.end_of("month"))


def of_quarter(year: int, quarter: int) -> Span:
    """quý II/2022 -> 1/4/2022 to 30/6/2022"""
    first = pendulum.date(year, quarter * 3 - 2, 1)
    return _plain(first), _plain(first.last_of("quarter"))


def of_year(year: int) -> Span:
    """năm 2025 -> 1/1/2025 to 31/12/2025"""
    return date(year, 1, 1), date(year, 12, 31)


def of_part(year: int, month: int, part: str) -> Span:
    """đầu, giữa, cuối tháng: first, middle or last ten days."""
    first, last = _PARTS[part]
    return date(year, month, first), clamp(year, month, last)


def _plain(day: pendulum.Date) -> date:
    return date(day.year, day.month, day.day)
