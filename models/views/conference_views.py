"""What the ledger hands out of conferences: their day, who came, who is invited where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A conference of an issued plan with what is known of its day."""

    id: int
    plan_id: int
    conference: str
    name: str
    state: str
    """open, fixed, cancelled."""
    start: datetime | None
    end: datetime | None
    line_test_at: datetime | None
    sequence: int
    invited: bool
    """Whether the invitation for this day has been written."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came at one unit's point, told afterwards."""

    conference: str
    unit: str
    venue: str
    present: int
    expected: int
