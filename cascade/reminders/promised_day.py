"""The day by which a late unit expects to be done: it moves no date, lets the unit rest and presses it after.

Whoever stands above hears of the late unit all the same; the unit itself is left alone until the end of the
day that it named, and pressed again on the working day after when nothing has come.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.notices.kinds import Occasion
from cascade.org import format
from cascade.plan.model import RungTarget
from cascade.plan.typed.dates import parse_day
from cascade.result.obligation import Step

FARTHEST = 60
"""Days from today. Whoever needs longer needs another date, which somebody else grants."""
RUNG = "promised@"
"""How the rung begins that presses after a promised day; the day follows, so that each presses once."""

_MORNING = time(8, 0)
_SHORT = re.compile(r"(?:ngày )?(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})", re.ASCII | re.IGNORECASE)


def read(typed: str, today: date, closes: datetime | None = None) -> date:
    """A day as people type it, "30/4" too, that a late unit may promise.

    Refusal: no day, or one that nobody can promise (`check`).
    """
    day = nearest(typed, today)
    check(day, today, closes)
    return day


def check(day: date, today: date, closes: datetime | None = None) -> None:
    """Refusal: a day that is past, too far away, or after the form has closed."""
    if day < today:
        raise Wrong(Told("ngày dự kiến đã qua", "that day is past"), _TODO)
    if day > today + timedelta(days=FARTHEST):
        what = tell(
            "ngày dự kiến xa quá {days} ngày", "that is more than {days} days away", days=str(FARTHEST)
        )
        raise Wrong(
            what, Told("chọn ngày gần hơn, hoặc đề nghị gia hạn", "say an earlier day, or ask for time")
        )
    if closes is not None and day > day_of(closes):
        last = format.told_day(day_of(closes))
        what = tell("ngừng nhận báo cáo sau ngày {day}", "no report is taken after {day}", day=last)
        raise Wrong(what, Told("chọn một ngày sớm hơn", "say an earlier day"))


_TODO = Told("chọn hôm nay hoặc một ngày sau", "say today or a later day")


def nearest(typed: str, today: date) -> date:
    """A day as people type it; without its year, "30/4", the one nearest to today. Refusal: no day."""
    text = " ".join(typed.split())
    short = _SHORT.fullmatch(text)
    if short is None:
        return parse_day(text)
    day, month = short.groups()
    years = (today.year, today.year + 1, today.year - 1)
    there = [parse_day(f"{day}/{month}/{year}") for year in years if _exists(year, int(month), int(day))]
    if not there:
        return parse_day(f"{day}/{month}/{today.year}")
    return min(there, key=lambda one: abs(one - today))


def _exists(year: int, month: int, day: int) -> bool:
    return month in range(1, 13) and day in range(1, monthrange(year, month)[1] + 1)


def rest(day: date) -> datetime:
    """The night in which the rest ends that a promise brings."""
    return instant(day + timedelta(days=1), time())


def pressed(
    steps: Sequence[Step], day: date, calendar: WorkCalendar, hours: tuple[time, time]
) -> tuple[Step, ...]:
    """The rungs still to come, with the one that presses the unit after the day it promised.

    What an earlier promise had put there goes: the last word counts. `hours`: when letters may leave.
    """
    begin, end = hours
    at = instant(calendar.next(day), min(max(_MORNING, begin), end))
    after = Step(f"{RUNG}{day.isoformat()}", at, RungTarget.UNIT, Occasion.OVERDUE)
    kept = [step for step in steps if not step.rung.startswith(RUNG)]
    return tuple(sorted((*kept, after), key=lambda step: step.at))
