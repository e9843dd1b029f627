"""The days that a paper's own words name, to be held against the day that the plan file says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cascade.calendar import periods
from cascade.lang.vietnamese import decomposed

_DAY = timedelta(days=1)
_BEFORE = r"(?P<before>\btruoc (?:ngay )?)?"
_YEAR = r"(?:\s*(?:/|-|\.|nam)\s*(?P<year>\d{4}))?(?!\d|\s?/\s?\d)"
_DAYS = re.compile(
    _BEFORE + r"(?<![\d/])(?P<day>\d{1,2})(?: thang |\s?[/.-]\s?)(?P<month>\d{1,2})(?P<quarter>)?" + _YEAR
)
_MONTHS = re.compile(_BEFORE + r"(?P<day>)?\bthang (?P<month>\d{1,2})(?P<quarter>)?" + _YEAR)
_QUARTERS = re.compile(_BEFORE + r"(?P<day>)?(?P<month>)?\bquy (?P<quarter>iii|ii|iv|i|[1-4])\b" + _YEAR)
_FIRST_OF_TWO = re.compile(
    r"(?<![\d/])(\d{1,2})(?=\s*(?:va|den|-|,)\s*(?:ngay )?\d{1,2}(?: thang |\s?/\s?)\d)"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day, or a stretch of them, that the words allow; without a year it is of any."""

    day: int | None
    month: int | None
    quarter: int | None
    year: int | None
    before: bool = False
    """ "trước": until the day before it begins."""

    def allows(self, last: date) -> bool:
        """Whether a time that ends on that day can be what these words say."""
        years = [last.year] if self.year is None else [self.year]
        if self.year is None and self.before and 1 in (self.month, self.quarter):
            years.append(last.year + 1)
        return any(self._means(last, year) for year in years)

    def _means(self, last: date, year: int) -> bool:
        span = self._span(year)
        if span is None:
            return True  # no day of any calendar: that is another fault
        first, end = span
        if self.before:
            return last == first - _DAY if self.day is not None else last < first
        return first <= last <= end

    def _span(self, year: int) -> periods.Span | None:
        if self.quarter is not None:
            return periods.of_quarter(year, self.quarter)
        try:
            first = date(year, self.month or 1, self.day or 1)
        except ValueError:
            return None
        return (first, first) if self.day is not None else periods.of_month(year, first.month)


def named(phrase: str) -> list[NamedDay]:
    """What the words name: days, and where there are none, months, and where there are none, quarters."""
    plain = _plain(phrase)
    for pattern in (_DAYS, _MONTHS, _QUARTERS):
        found = list(_found(pattern, plain))
        if found:
            return found
    return []


def _found(pattern: re.Pattern[str], plain: str) -> Iterator[NamedDay]:
    for one in pattern.finditer(plain):
        day, month, quarter, year = (_number(one[name]) for name in ("day", "month", "quarter", "year"))
        known = NamedDay(day, month, quarter, year, one["before"] is not None)
        yield known
        first = _FIRST_OF_TWO.search(plain) if day is not None else None
        if first is not None and first.end() <= one.start("day"):
            yield replace(known, day=int(first[1]), before=False)


def _number(digits: str | None) -> int | None:
    return (_ROMAN.get(digits) or int(digits)) if digits else None


def _plain(phrase: str) -> str:
    """Small letters without marks: offices write "quí" and "quý", "đến" and "đên"."""
    letters = decomposed(" ".join(phrase.split()).casefold()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("qui ", "quy ")
