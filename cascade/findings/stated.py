"""Findings about times as the paper states them: wrong weekdays, no day left, a month's end meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cascade.calendar import periods
from cascade.calendar.periods import clamp
from cascade.dates import phrase_days
from cascade.findings.kind import FindingKind
from cascade.lang.told import Told, joined
from cascade.org import format
from cascade.plan.model import When, WhenKind
from cascade.result.obligation import Finding, Severity

_DAY = timedelta(days=1)

WEEKDAY_MISMATCH = FindingKind(
    "weekday_mismatch",
    Severity.ERROR,
    Told("{day} là {weekday}, văn bản ghi {stated}", "{day} is a {weekday}, the paper says {stated}"),
    Told("hỏi lại người soạn: sửa ngày hoặc sửa thứ", "ask the drafter: correct the day or the weekday"),
)

MONTH_END_MEANT = FindingKind(
    "month_end_meant",
    Severity.WARNING,
    Told(
        "“trước ngày {day}” theo chữ là đến hết {latest}; có thể ý là hết tháng",
        "“before {day}” means up to {latest}; the month's end may be meant",
    ),
    Told(
        "nếu ý là hết tháng, ghi “chậm nhất ngày {day}”",
        "if the month's end is meant, write “no later than {day}”",
    ),
)

WINDOW_EMPTY = FindingKind(
    "window_empty",
    Severity.ERROR,
    Told(
        "không còn ngày nào: sớm nhất {earliest}, muộn nhất {latest}",
        "no day is left: earliest {earliest}, latest {latest}",
    ),
    Told("sửa một trong hai mốc", "correct one of the two"),
)


PHRASE_DIFFERS = FindingKind(
    "phrase_differs",
    Severity.WARNING,
    Told(
        "văn bản viết “{phrase}”, tệp kế hoạch lại lấy {stated}",
        "the paper says “{phrase}”, the plan file takes {stated}",
    ),
    Told(
        "so lại với văn bản gốc, rồi sửa ngày hoặc sửa câu chữ: thư gửi đi ghi cả hai",
        "look into the original, then correct the day or the words: letters carry both",
    ),
)


def of_when(name: str, line: int | None, when: When) -> Iterator[Finding]:
    """What is wrong with a time as the paper states it, whatever comes of it."""
    at = when.line or line
    yield from wrong_weekday(name, at, when)
    yield from other_words(name, at, when)
    if when.kind is WhenKind.BEFORE_STRICT and when.day is not None and _ends_a_month(when.day):
        yield MONTH_END_MEANT.found(name, at, day=when.day, latest=when.day - _DAY)
    if when.day is not None and when.end is not None and when.end < when.day:
        yield WINDOW_EMPTY.found(name, at, earliest=when.day, latest=when.end)
    elif when.not_before is not None and when.day is not None and when.not_before > when.day:
        yield WINDOW_EMPTY.found(name, at, earliest=when.not_before, latest=when.day)


def other_words(name: str, line: int | None, when: When) -> Iterator[Finding]:
    """The paper's words must allow the day, the month or the quarter that the file takes from them."""
    days = _stated_days(when)
    words = phrase_days.named(when.phrase or "") if days else []
    if words and not any(one.allows(day) for one in words for day in days):
        stated = joined(" – ", map(format.told_day, days))
        yield PHRASE_DIFFERS.found(name, line, phrase=when.phrase, stated=stated)


def _stated_days(when: When) -> list[date]:
    """The first and the last day of a stated time; of "trước ngày X" the day before, the last one allowed."""
    match when.kind:
        case WhenKind.FIXED | WhenKind.RANGE | WhenKind.BY | WhenKind.EARLIEST_ONLY:
            found = [when.day, when.end]
        case WhenKind.BEFORE_STRICT if when.day is not None:
            found = [when.day - _DAY]
        case WhenKind.BEFORE_MONTH if when.year is not None and when.month is not None:
            found = [date(when.year, when.month, 1) - _DAY]
        case WhenKind.WITHIN_MONTH | WhenKind.WITHIN_MONTH_PART if when.year and when.month:
            found = list(periods.of_month(when.year, when.month))
        case WhenKind.WITHIN_QUARTER if when.year and when.quarter:
            found = list(periods.of_quarter(when.year, when.quarter))
        case _:
            found = []
    return [day for day in found if day is not None]


def _ends_a_month(day: date) -> bool:
    return day == clamp(day.year, day.month, 31)


def wrong_weekday(name: str, line: int | None, when: When) -> Iterator[Finding]:
    """The weekday a paper states must be that of its day."""
    if when.weekday is not None and when.day is not None and when.weekday != when.day.isoweekday():
        # 1 January 2024 was a Monday.
        stated = date(2024, 1, when.weekday)
        yield WEEKDAY_MISMATCH.found(
            name,
            line,
            day=when.day,
            weekday=format.told_weekday(when.day),
            stated=format.told_weekday(stated),
        )
