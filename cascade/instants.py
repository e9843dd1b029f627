"""From a Vietnamese calendar day and an hour to an instant everybody agrees on, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def instant(day: date, hour: time) -> datetime:
    """The aware UTC instant of that hour in Vietnam."""
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """The same instant on a clock in Vietnam."""
    return moment.astimezone(VIETNAM)


def day_of(moment: datetime) -> date:
    """The calendar day in Vietnam at that instant."""
    return moment.astimezone(VIETNAM).date()
