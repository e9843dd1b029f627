"""The conferences in a unit's list: what each still asks of the unit, and those that the unit holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.conferences import meetings
from models.views.conference_views import HeldMeeting
from portal.conference.conference_page import asked, called
from portal.web.visit import Here, Visit
from services.conferences.conference_answers import acts_of

_ASKED = "asked_"


@dataclass(frozen=True, slots=True)
class ConferenceLine:
    """One line; `state` names the sentence, `tone` its colour."""

    name: str
    start: datetime | None
    state: str
    tone: str
    href: str


def lines(visit: Visit, here: Here) -> list[ConferenceLine]:
    """The next one first; what the unit holds without being invited stands behind."""
    session, unit, now = visit.session, visit.caller.unit, visit.now
    found: dict[int, ConferenceLine] = {}
    for meeting, seat in meetings.invited_to(session, unit, now):
        still = asked(seat, acts_of(session, meeting, seat, now))
        tone = "wait" if still else "good"
        found[meeting.id] = _line(meeting, _ASKED + (still or "nothing"), tone, here)
    for meeting in meetings.held_by(session, unit, now):
        found.setdefault(meeting.id, _line(meeting, "held", "calm", here))
    return list(found.values())


def _line(meeting: HeldMeeting, state: str, tone: str, here: Here) -> ConferenceLine:
    href = here.unit("hoi-nghi", str(meeting.id))
    return ConferenceLine(called(meeting), meeting.start, state, tone, href)
