"""Invitations that a diary understands: a meeting, its changes, its cancelling."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from cascade.conferences.invitation import Invitation

ZONE = "Asia/Ho_Chi_Minh"
_REMIND = timedelta(days=-1)


def method(invitation: Invitation) -> str:
    """What the recipient's calendar is asked to do."""
    return "CANCEL" if invitation.cancelled else "REQUEST"


def write(invitation: Invitation, sender: str, attendee: str, now: datetime) -> bytes:
    """The entry as RFC 5546 has it; the sender's address is the organizer's, so that answers arrive.

    `attendee`: who is invited; named only where it is a mail address. `now`: when the entry is written.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//dondoc//VI")
    calendar.add("version", "2.0")
    calendar.add("method", method(invitation))
    calendar.add_component(_zone())
    calendar.add_component(_event(invitation, sender, attendee, now))
    return bytes(calendar.to_ical())


def _event(invitation: Invitation, sender: str, attendee: str, now: datetime) -> Event:
    zone, event = ZoneInfo(ZONE), Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", invitation.start.astimezone(zone))
    event.add("dtend", invitation.end.astimezone(zone))
    event.add("summary", invitation.summary)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    if invitation.location:
        event.add("location", invitation.location)
    event.add("organizer", _person(sender, invitation.organizer))
    if "@" in attendee:
        event.add("attendee", _invited(attendee))
    if not invitation.cancelled:
        event.add_component(_alarm(invitation))
    return event


def _person(mail: str, name: str = "") -> vCalAddress:
    person = vCalAddress(f"mailto:{mail}")
    if name:
        person.params["CN"] = vText(name)
    return person


def _invited(mail: str) -> vCalAddress:
    person = _person(mail)
    person.params["ROLE"] = vText("REQ-PARTICIPANT")
    person.params["PARTSTAT"] = vText("NEEDS-ACTION")
    person.params["RSVP"] = vText("TRUE")
    return person


def _alarm(invitation: Invitation) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _REMIND)
    alarm.add("description", invitation.summary)
    return alarm


def _zone() -> Timezone:
    """What Asia/Ho_Chi_Minh means, for diaries that do not know the name: seven hours ahead, all year."""
    zone, rule = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    rule.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001  local by definition
    rule.add("tzname", "+07")
    rule.add("tzoffsetfrom", timedelta(hours=7))
    rule.add("tzoffsetto", timedelta(hours=7))
    zone.add_component(rule)
    return zone
