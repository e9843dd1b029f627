"""Days and hours as people in Vietnam read them, whatever the machine's own zone is."""

from __future__ import annotations

from datetime import date, datetime

from cascade.calendar.zone import day_of, local
from cascade.org import format
from portal.web.i18n import Speech


def days_between(earlier: datetime, later: datetime) -> int:
    """Calendar days from one instant to another, counted as people count them: midnights passed."""
    return (day_of(later) - day_of(earlier)).days


def moment(at: datetime, t: Speech) -> str:
    """14:05, thứ Tư, 24/4/2024"""
    return f"{local(at):%H:%M}, {weekday(day_of(at), t)}"


def weekday(day: date, t: Speech) -> str:
    """thứ Tư, 24/4/2024"""
    return format.long_day(day, t.lang)


def deadline(at: datetime, t: Speech) -> str:
    """The day alone when it counts to its end, with the hour when it does not."""
    clock = local(at)
    return weekday(clock.date(), t) if (clock.hour, clock.minute) == (23, 59) else moment(at, t)


def capital(text: str) -> str:
    """The first letter large: plans write an action in the middle of a sentence."""
    return text[:1].upper() + text[1:]
