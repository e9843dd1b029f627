"""From a Vietnamese calendar day and an hour to an instant everybody agrees on, and back.

Pendulum knows the zone and reckons; what leaves this module are plain datetimes, which every library takes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pendulum

VIETNAM = pendulum.timezone("Asia/Ho_Chi_Minh")


def instant(day: date, hour: time) -> datetime:
    """The aware UTC instant of that hour in Vietnam."""
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """The same instant on a clock in Vietnam."""
    return moment.astimezone(VIETNAM)


def day_of(moment: datetime) -> date:
    """The calendar day in Vietnam at that instant."""
    return moment.astimezone(VIETNAM).date()


def hours_after(moment: datetime, count: int) -> datetime:
    """The instant so many hours later (earlier, when negative), on a clock in Vietnam."""
    moved = pendulum.instance(moment).add(hours=count)
    return datetime.fromtimestamp(moved.timestamp(), VIETNAM)
