"""The dates of a plan as a file that a diary opens: a deadline fills its day, a conference its hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from cascade.calendar.zone import day_of


@dataclass(frozen=True, slots=True)
class DiaryDate:
    """One entry; `end` None: a deadline."""

    uid: str
    """The same whenever the plan is written again, so that a diary replaces what it has."""
    summary: str
    start: datetime
    end: datetime | None = None


def write_dates(path: Path, title: str, dates: Iterable[DiaryDate], now: datetime) -> None:
    """Write the .ics; `now`: when it is written."""
    calendar = Calendar()
    calendar.add("prodid", "-//dondoc//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for one in dates:
        calendar.add_component(_event(one, now))
    path.write_bytes(calendar.to_ical())


def _event(one: DiaryDate, now: datetime) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", now)
    event.add("summary", one.summary)
    if one.end is None:
        day = day_of(one.start)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", one.start)
        event.add("dtend", one.end)
    return event
