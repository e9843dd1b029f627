"""Working days of Vietnam: weekends and public holidays, corrected by our own rows, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from cascade.lang.told import Told

_DAY = timedelta(days=1)
_LANGUAGES = {"vi": "vi", "en": "en_US"}
_SWAPPED = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")


@dataclass(frozen=True, slots=True, order=True)
class Override:
    """One day that is worked or off, whatever weekday and the library say."""

    day: date
    working: bool
    source: str
    """The paper that says so: "12729/VPCP-KGVX"."""


BUILTIN: tuple[Override, ...] = (
    # Swapped days. The library misses the last pair; the others must not change under old plans.
    Override(date(2015, 2, 14), True, "hoán đổi với 16/02/2015"),
    Override(date(2024, 4, 29), False, "2450/VPCP-KGVX"),
    Override(date(2024, 5, 4), True, "2450/VPCP-KGVX"),
    Override(date(2026, 1, 2), False, "12729/VPCP-KGVX"),
    Override(date(2026, 1, 10), True, "12729/VPCP-KGVX"),
)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. A later override of the same day wins over an earlier one."""

    overrides: tuple[Override, ...] = BUILTIN

    @classmethod
    def of(cls, overrides: Iterable[Override]) -> WorkCalendar:
        """The built-in rows with further ones that win over them."""
        merged = {row.day: row for row in (*BUILTIN, *overrides)}
        return cls(tuple(sorted(merged.values())))

    @cached_property
    def _rows(self) -> dict[date, Override]:
        return {row.day: row for row in self.overrides}

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        row = self._rows.get(day)
        if row is not None:
            return row.working
        off, worked = _year(day.year)
        return day in worked or (day.weekday() < 5 and day not in off)

    def name(self, day: date, lang: str = "vi") -> str | None:
        """Why the day is off, if a holiday is the reason (a plain weekend has no name)."""
        row = self._rows.get(day)
        if row is not None and row.working:
            return None
        known = _names(day.year, _LANGUAGES.get(lang, "vi")).get(day)
        if known is None and row is not None:
            return f"{'Ngày nghỉ' if lang == 'vi' else 'Day off'} ({row.source})"
        return known

    def told_name(self, day: date) -> Told | None:
        """The name in both languages."""
        vi = self.name(day)
        return None if vi is None else Told(vi, self.name(day, "en") or vi)

    def on_or_before(self, day: date) -> date:
        """The last working day that is not after this day."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before this day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def previous(self, day: date) -> date:
        """The last working day before this day."""
        return self.on_or_before(day - _DAY)

    def next(self, day: date) -> date:
        """The first working day after this day."""
        return self.on_or_after(day + _DAY)

    def shift(self, day: date, count: int) -> date:
        """`count` working days after the day (before it, when negative); 0 leaves the day as it is."""
        step = self.next if count > 0 else self.previous
        for _ in range(abs(count)):
            day = step(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days d with start < d <= end; negative when the end comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(start + _DAY * step) for step in range(1, (end - start).days + 1))


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days off and the worked weekends of a year, by the library."""
    import holidays

    # A swap is written under the year of its day off: 27/12/2014 was worked for 02/01/2015.
    known = holidays.country_holidays("VN", years=(year - 1, year, year + 1))
    return (
        frozenset(day for day in known if day.year == year),
        frozenset(day for day in known.weekend_workdays if day.year == year),
    )


@cache
def _names(year: int, language: str) -> dict[date, str]:
    import holidays

    known = holidays.country_holidays("VN", years=year, language=language)
    return {day: _SWAPPED.sub(lambda found: _written(found, language), name) for day, name in known.items()}


def _written(found: re.Match[str], language: str) -> str:
    """The day of a swap as papers write it; the library puts the month first in English: 04/26/2025."""
    if language == "vi":
        return f"{found[1]}/{found[2] if found[2] < '03' else found[2].lstrip('0')}/{found[3]}"
    return f"{date(int(found[3]), int(found[1]), int(found[2])):%-d %B %Y}"
