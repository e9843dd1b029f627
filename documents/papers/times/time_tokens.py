"""A text as the words of the lexicon, with the points of the calendar read and their hours joined to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from functools import lru_cache

from documents.papers.times.calendar_point import CalendarPoint, PointUnit
from documents.papers.times.lexicon import SCAN


@dataclass(frozen=True, slots=True)
class TimeToken:
    """One word or point, and the letters it was made of."""

    name: str
    start: int
    end: int
    text: str
    point: CalendarPoint | None = None
    clock: time | None = None


@lru_cache(maxsize=8192)
def tokens_of(key: str) -> tuple[TimeToken, ...]:
    """The text in words; what belongs to one point is one token. Every reader of a block asks again."""
    return tuple(_with_hours(_with_parts(_with_weekdays([_token(found) for found in SCAN.finditer(key)]))))


def _token(found: re.Match[str]) -> TimeToken:
    name, text = found.lastgroup or "WORD", found[0]
    read = _POINTS.get(name)
    if name in ("OTHER", "WORD"):
        return TimeToken("WORD", found.start(), found.end(), text)
    token = TimeToken(name, found.start(), found.end(), text)
    if name == "CLOCK":
        return replace(token, clock=_clock(text))
    if read is None:
        return token
    name = _PLAIN.get(name, name)
    return replace(token, name=name, point=read([int(part) for part in re.findall(r"\d+", text)], text))


_PLAIN = {
    "ISO": "DAY",
    "DAYWORDS": "DAY",
    "DAYFULL": "DAY",
    "DAYSHORT": "DAY",
    "MONTHALONE": "MONTH",
    "MONTHS": "MONTH",
}


def _clock(text: str) -> time | None:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    return time(23, 59) if hour == 24 else time(hour, minute)


def _iso(numbers: list[int], text: str) -> CalendarPoint:
    return CalendarPoint(PointUnit.DAY, year=numbers[0], month=numbers[1], day=numbers[2])


def _one_day(numbers: list[int], text: str) -> CalendarPoint:
    year = numbers[2] if len(numbers) > 2 else None
    return CalendarPoint(PointUnit.DAY, year=year, month=numbers[1], day=numbers[0])


def _some_days(numbers: list[int], text: str) -> CalendarPoint:
    year = numbers.pop() if numbers[-1] > 1000 else None
    month = numbers.pop()
    return CalendarPoint(PointUnit.DAY, year=year, month=month, day=numbers[0], last_day=numbers[-1])


def _day_number(numbers: list[int], text: str) -> CalendarPoint:
    return CalendarPoint(PointUnit.DAY, day=numbers[0])


def _month(numbers: list[int], text: str) -> CalendarPoint:
    year = next((number for number in numbers if number > 1000), None)
    months = [number for number in numbers if number <= 12]
    last = months[-1] if len(months) > 1 else None
    return CalendarPoint(PointUnit.MONTH, year=year, month=months[0], last_month=last)


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTERS = re.compile(r"(?<!\w)(?:iv|i{1,3}|0?[1-4])(?!\w)")


def _quarter(numbers: list[int], text: str) -> CalendarPoint:
    quarters = [_ROMAN.get(one) or int(one) for one in _QUARTERS.findall(text)]
    year = next((number for number in numbers if number > 1000), None)
    last = quarters[1] if len(quarters) > 1 else None
    return CalendarPoint(PointUnit.QUARTER, year=year, quarter=quarters[0], last_quarter=last)


def _year(numbers: list[int], text: str) -> CalendarPoint:
    return CalendarPoint(PointUnit.YEAR, year=numbers[0])


def _years(numbers: list[int], text: str) -> CalendarPoint:
    return CalendarPoint(PointUnit.YEAR, year=numbers[0], last_year=numbers[1])


_POINTS: dict[str, Callable[[list[int], str], CalendarPoint]] = {
    "ISO": _iso,
    "DAYS": _some_days,
    "DAYWORDS": _one_day,
    "DAYFULL": _one_day,
    "DAYSHORT": _one_day,
    "DAYNO": _day_number,
    "MONTHS": _month,
    "MONTH": _month,
    "MONTHALONE": _month,
    "QUARTER": _quarter,
    "YEAR": _year,
    "YEARS": _years,
}
_PARTS = {"đầu": "first", "giữa": "middle", "cuối": "last"}
_WEEKS = {"đầu": "1", "nhất": "1", "hai": "2", "ba": "3", "tư": "4", "cuối": "last"}


def _with_parts(tokens: list[TimeToken]) -> list[TimeToken]:
    """ "cuối" + "tháng 9/2025", "tuần 1" + "10/2025", "6 tháng đầu" + "năm 2026": one point."""
    joined: list[TimeToken] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if token.point is not None and before is not None and before.name in ("PART", "WEEKOF", "HALF"):
            point = _part_of(before, token.point)
            if point is not None:
                name = "PARTOF" if before.name != "HALF" else "HALFOF"
                joined[-1] = TimeToken(name, before.start, token.end, before.text + token.text, point)
                continue
        joined.append(token)
    return joined


def _part_of(before: TimeToken, point: CalendarPoint) -> CalendarPoint | None:
    if before.name == "WEEKOF" and point.unit is PointUnit.MONTH:
        word = before.text.rstrip(" /,").removesuffix(" của").split()[-1]
        return replace(point, unit=PointUnit.WEEK, part=_WEEKS.get(word, word))
    if before.name == "HALF" and point.unit is PointUnit.YEAR:
        nine = "9" in before.text
        return replace(point, part="nine" if nine else "half 2" if "cuối" in before.text else "half 1")
    if before.name == "PART" and point.unit in (PointUnit.MONTH, PointUnit.YEAR):
        return replace(point, part=_PARTS[before.text])
    return None


def _with_weekdays(tokens: list[TimeToken]) -> list[TimeToken]:
    """thứ sáu (ngày 2/1/2026) and 18/5/2022 (thứ Tư): the day."""
    joined: list[TimeToken] = []
    at = 0
    while at < len(tokens):
        names = [token.name for token in tokens[at : at + 4]]
        if names[:2] == ["WEEKDAY", "DAY"]:
            joined.append(_over(tokens[at], tokens[at + 1], tokens[at + 1]))
            at += 2
        elif names[:3] == ["WEEKDAY", "COMMA", "DAY"]:
            joined.append(_over(tokens[at], tokens[at + 2], tokens[at + 2]))
            at += 3
        elif names == ["WEEKDAY", "OPEN", "DAY", "CLOSE"]:
            joined.append(_over(tokens[at], tokens[at + 3], tokens[at + 2]))
            at += 4
        elif names == ["DAY", "OPEN", "WEEKDAY", "CLOSE"]:
            joined.append(_over(tokens[at], tokens[at + 3], tokens[at]))
            at += 4
        else:
            joined.append(tokens[at])
            at += 1
    return joined


def _with_hours(tokens: list[TimeToken]) -> list[TimeToken]:
    """17 giờ 00 ngày 01/02/2026; 14h00, 22/01/2026; 8 giờ, thứ Ba, ngày 10/3: the day with its hour."""
    joined: list[TimeToken] = []
    for token in tokens:
        comma = len(joined) > 1 and joined[-1].name in ("COMMA", "ON")
        before = joined[-2] if comma else joined[-1] if joined else None
        dated = token.name in ("DAY", "DAYS", "DAYNO") and token.point is not None
        if dated and before is not None and before.clock is not None and before.name == "CLOCK":
            if comma:
                joined.pop()
            joined.pop()
            point = replace(token.point, hour=before.clock) if token.point else None
            joined.append(TimeToken(token.name, before.start, token.end, token.text, point, before.clock))
        else:
            joined.append(token)
    return joined


def _over(first: TimeToken, last: TimeToken, kept: TimeToken) -> TimeToken:
    return replace(kept, start=first.start, end=last.end)
