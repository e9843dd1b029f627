"""The first and last day of a month, a quarter, a year, or a part of a month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

Span = tuple[date, date]

# As newspapers use the words. The Civil Code 2015 (art. 146) has single days: the 1st, the 15th, the last;
# a limit is better read wide.
_PARTS = {"first": (1, 10), "middle": (11, 20), "last": (21, 31)}


def clamp(year: int, month: int, day: int) -> date:
    """That day, or the month's last one where the month is shorter (30 February -> 28 or 29)."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """(year, month) that many months later."""
    index = year * 12 + month - 1 + count
    return index // 12, index % 12 + 1


def of_month(year: int, month: int) -> Span:
    """tháng 3/2024 -> 1/3/2024 to 31/3/2024"""
    return date(year, month, 1), clamp(year, month, 31)


def of_quarter(year: int, quarter: int) -> Span:
    """quý II/2022 -> 1/4/2022 to 30/6/2022"""
    return date(year, quarter * 3 - 2, 1), clamp(year, quarter * 3, 31)


def of_part(year: int, month: int, part: str) -> Span:
    """đầu, giữa, cuối tháng: first, middle or last ten days."""
    first, last = _PARTS[part]
    return date(year, month, first), clamp(year, month, last)
