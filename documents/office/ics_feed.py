"""A diary to subscribe to, as Google Calendar, Outlook and Apple's read one: it changes in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard
from icalendar.prop import vDuration, vUri

from cascade.calendar.zone import VIETNAM, day_of, local
from documents.office.ics_dates import DiaryDate

EVERY = timedelta(hours=1)
"""How often whoever subscribes is asked to look again; Google comes when it likes."""
ZONE = "Asia/Ho_Chi_Minh"
_ALWAYS = datetime(1975, 6, 13)  # noqa: DTZ001 (a rule of a time zone stands in its own time)
"""Since then Việt Nam has had one time, without summer time."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry with what makes it change in place."""

    date: DiaryDate
    sequence: int
    """Grows whenever its day or hour changes."""
    changed: datetime
    details: str = ""
    place: str = ""
    address: str = ""
    """Of the page where it is answered."""
    cancelled: bool = False


def feed(title: str, source: str, entries: Iterable[FeedEntry]) -> bytes:
    """The whole diary; `source`: its own address. The same entries make the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//dondoc//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # RFC 7986 has one name for each of these, Outlook and Google older ones; each reads its own.
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", vDuration(EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    calendar.add("source", vUri(source), parameters={"VALUE": "URI"})
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", _ALWAYS)
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone


def _event(entry: FeedEntry) -> Event:
    one, event = entry.date, Event()
    event.add("uid", one.uid)
    event.add("dtstamp", entry.changed)
    event.add("last-modified", entry.changed)
    event.add("sequence", entry.sequence)
    event.add("summary", one.summary)
    for name, value in (("description", entry.details), ("location", entry.place)):
        if value:
            event.add(name, value)
    if entry.address:
        event.add("url", vUri(entry.address))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if one.end is None:
        day = day_of(one.start)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-alldayevent", "TRUE")
        event.add("x-microsoft-cdo-busystatus", "FREE")
    else:
        event.add("dtstart", _here(one.start))
        if one.end > one.start:
            event.add("dtend", _here(one.end))
        event.add("transp", "OPAQUE")
    return event


def _here(at: datetime) -> datetime:
    assert local(at).tzinfo is VIETNAM
    return local(at)
