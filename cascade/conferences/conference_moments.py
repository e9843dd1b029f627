"""When whoever has to do with a conference is reminded of it: before it, and afterwards of who came."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.notices.kinds import Occasion

SPEAKERS = 2
"""Days before the conference on which its speakers are reminded."""
SILENT = 2
"""Working days before it on which those who have not replied are asked again."""
MORNING = time(8, 0)
_AGAIN = frozenset({Occasion.CONFIRM, Occasion.UNCONFIRMED})


def moments(
    start: datetime | None, end: datetime | None, line_test_at: datetime | None, calendar: WorkCalendar
) -> dict[Occasion, datetime]:
    """When somebody has to hear of something about a conference whose day is fixed."""
    found: dict[Occasion, datetime] = {}
    if start is not None:
        found[Occasion.SPEAKER] = _morning(start, SPEAKERS)
        found[Occasion.CONFIRM] = instant(calendar.shift(day_of(start), -SILENT), MORNING)
        found[Occasion.UNCONFIRMED] = instant(calendar.previous(day_of(start)), MORNING)
        found[Occasion.ATTENDANCE] = end or start
    if line_test_at is not None:
        found[Occasion.LINE_TEST] = _morning(line_test_at, 1)
    return found


def still_said(occasion: Occasion, start: datetime | None, now: datetime) -> bool:
    """After silence, what is over is not reminded of any more; attendance is asked for all the same."""
    return occasion is Occasion.ATTENDANCE or (start is not None and now < start)


def too_soon(occasion: Occasion, at: datetime, invited_at: datetime | None) -> bool:
    """Whoever was invited after that hour had no time to reply: nobody is asked again, nobody is reported."""
    return occasion in _AGAIN and invited_at is not None and at <= invited_at


def _morning(at: datetime, days_before: int) -> datetime:
    return instant(day_of(at) - timedelta(days=days_before), MORNING)
