"""A time as a paper states it: a day, a period, a recurrence, or a distance from something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class WhenKind(StrEnum):
    """How a paper states a time."""

    FIXED = "fixed"
    BY = "by"
    BEFORE_STRICT = "before_strict"
    BEFORE_MONTH = "before_month"
    WITHIN_MONTH = "within_month"
    WITHIN_QUARTER = "within_quarter"
    WITHIN_YEAR = "within_year"
    WITHIN_MONTH_PART = "within_month_part"
    RANGE = "range"
    RELATIVE = "relative"
    RECURRING = "recurring"
    EARLIEST_ONLY = "earliest_only"
    NONE = "none"


class OffsetUnit(StrEnum):
    """`length` counts working days, `duration` counts calendar days (TaskJuggler's words)."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Offset:
    """A signed distance from an anchor, with an optional hour of the day it lands on."""

    amount: int
    unit: OffsetUnit = OffsetUnit.WORKING_DAYS
    at: time | None = None


@dataclass(frozen=True, slots=True)
class When:
    """One stated time. Only the fields of its kind are set; nothing is guessed here."""

    kind: WhenKind
    phrase: str | None = None
    """The paper's own words."""
    day: date | None = None
    """fixed, by, before_strict, earliest_only: the stated day; range and fixed: the first day."""
    end: date | None = None
    """range, or fixed over several days: the last day."""
    year: int | None = None
    month: int | None = None
    quarter: int | None = None
    part: str | None = None
    """within_month_part: first, middle or last."""
    start_time: time | None = None
    end_time: time | None = None
    sessions: int | None = None
    """Half days (buổi): 0,5 ngày = 1, 02 ngày = 4."""
    weekday: int | None = None
    """The weekday the paper states, ISO 1 (Monday) to 7."""
    not_before: date | None = None
    """A lower bound the paper states beside the limit."""
    anchor: str | None = None
    """relative: "conference:C1", "invitation:C1", "requirement:D6", "issue", "guidance"."""
    offset: Offset | None = None
    every: str | None = None
    """recurring: month, quarter or year."""
    on_day: int | None = None
    on_month: int | None = None
    before: bool = False
    """recurring: "trước ngày 20" (the last permitted day is on_day - 1)."""
    until: date | None = None
    """recurring: no occurrence after this day."""
    tentative: bool = False
    awaiting: str | None = None
    """What will fix a tentative date: "thư mời", "kế hoạch riêng"."""
    year_inferred: bool = False
    line: int | None = None
