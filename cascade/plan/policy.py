"""What fills the gaps that a paper leaves, and the ladder of reminders: each value can be set per plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from cascade.org.unit import Level
from cascade.plan.when import Offset, OffsetUnit

THE_DAY_BEFORE = Offset(-1, OffsetUnit.WORKING_DAYS, time(15, 0))


class RungTarget(StrEnum):
    """Whom a rung speaks to."""

    UNIT = "unit"
    ABOVE = "above"
    ABOVE_TWICE = "above_twice"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: offset from the due day (working days or hours), hour, whom, and the occasion."""

    id: str
    """Stable name: "T-5", "T+3"."""
    offset: Offset
    target: RungTarget
    occasion: str
    """reminder, due_today, overdue, escalation."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What fills the gaps a paper leaves; each value can be set per plan. Days are working days."""

    strict: bool = True
    """"trước ngày X": the last day is X-1 (True) or X itself (False)."""
    day_end: time = time(23, 59)
    office_hours: tuple[time, time] = (time(7, 30), time(17, 0))
    """Where a date counted in hours lands, unless the paper states it so."""
    send_hours: tuple[time, time] = (time(6, 30), time(21, 30))
    report_after: tuple[tuple[Level, int], ...] = (
        (Level.GRASSROOTS, 3),
        (Level.DISTRICT, 5),
        (Level.PROVINCE, 10),
    )
    hop: tuple[tuple[Level, int], ...] = ()
    """Working days between a level's date and the one below; default `hop_default`."""
    hop_default: int = 5
    close_after: int | None = None
    """Working days after due_at when the form locks; None never."""
    invitation_notice: int = 3
    session_morning: tuple[time, time] = (time(7, 30), time(11, 30))
    session_afternoon: tuple[time, time] = (time(13, 30), time(17, 0))
    ladders: tuple[tuple[str, tuple[Rung, ...]], ...] = ()
    """Named ladders: "default", an action kind, a level, or a name that a requirement gives."""
    recurring_defaults: tuple[tuple[str, tuple[int, int]], ...] = (
        ("year", (12, 15)),
        ("quarter", (0, 5)),
        ("month", (0, 25)),
    )
    """Day of a recurrence that states none. year: (month, day); month: (0, day);
    quarter: (month of the quarter 1-3, or 0 for the month after it; day)."""
    recurring_months: int = 24
    """How far ahead a recurrence without an end is laid out, in months from the plan's issue."""
    line_test: Offset = THE_DAY_BEFORE
    """For a conference with several venues whose paper names no line test."""
    desk: str | None = None
    links_last: int = 30
    """Days of the calendar that the links of the plan still open once it is closed."""
