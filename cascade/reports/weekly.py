"""A board's letter of the week (bản tin tuần): of all its plans what is done, what is late, what is next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from cascade.calendar import zone
from cascade.lang.told import Told, tell
from cascade.org import format

MOST_PLANS, MOST_LATE, MOST_DATES = 12, 6, 10
"""What one page takes; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class WeekOfPlan:
    """One running plan of the office."""

    name: str
    expected: int
    received: int
    this_week: int
    """Reports of the last seven days."""
    overdue: int

    @property
    def share(self) -> Told:
        """ "724/941 (76,9%)" """
        return Told(
            format.share(self.received, self.expected), format.share(self.received, self.expected, "en")
        )


@dataclass(frozen=True, slots=True)
class LateBranch:
    """A branch with how many duties it is late with, over all plans."""

    name: str
    overdue: int


@dataclass(frozen=True, slots=True)
class DateAhead:
    """A deadline or a conference of the days to come."""

    at: datetime
    what: Told
    plan: str


@dataclass(frozen=True, slots=True)
class WeeklyLetter:
    """The letter, before anybody thinks of paper or mail; what is secret stands in it by its number."""

    office: str
    day: date
    since: date
    plans: tuple[WeekOfPlan, ...]
    late: tuple[LateBranch, ...]
    dates: tuple[DateAhead, ...]
    more_plans: int = 0
    more_late: int = 0
    more_dates: int = 0

    @property
    def overdue(self) -> int:
        """Of the plans that are listed."""
        return sum(one.overdue for one in self.plans)


def title(letter: WeeklyLetter) -> Told:
    """ "Bản tin tuần: từ 15/4/2024 đến 22/4/2024" """
    return tell(
        "Bản tin tuần, từ {since} đến {day}",
        "Letter of the week, {since} to {day}",
        since=format.told_day(letter.since),
        day=format.told_day(letter.day),
    )


def done(letter: WeeklyLetter, lang: str) -> Iterator[str]:
    """A line for each plan."""
    for one in letter.plans:
        told = tell(
            "{plan}: đã báo cáo {share}, trong tuần {week}",
            "{plan}: {share} reported, {week} this week",
            plan=one.name,
            share=one.share,
            week=format.told_number(one.this_week),
        )
        yield told.said(lang)
    yield from _more(letter.more_plans, Told("kế hoạch", "plans"), lang)


def late(letter: WeeklyLetter, lang: str) -> Iterator[str]:
    """The branches that are late with most."""
    for one in letter.late:
        many = format.told_number(one.overdue)
        told = tell(
            "{name}: {many} nhiệm vụ quá hạn", "{name}: {many} duties overdue", name=one.name, many=many
        )
        yield told.said(lang)
    yield from _more(letter.more_late, Told("đảng bộ", "branches"), lang)


def coming(letter: WeeklyLetter, lang: str) -> Iterator[str]:
    """What the next two weeks bring, the nearest first."""
    for one in letter.dates:
        yield f"{zone.deadline(one.at, lang)}: {one.what.said(lang)} ({one.plan})"
    yield from _more(letter.more_dates, Told("mốc thời gian", "dates"), lang)


def _more(many: int, what: Told, lang: str) -> Iterator[str]:
    if many:
        yield tell("… và {n} {what} nữa", "… and {n} more {what}", n=many, what=what).said(lang)
