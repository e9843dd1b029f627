"""Whom a conference still waits for, and what those who hold it have to hear: silent halls, faulty lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.conferences.answer_kinds import LineTest
from cascade.notices.kinds import Occasion
from cascade.org import telephone
from cascade.plan.level_sittings import whole
from models.conferences import standings
from models.org import names_in_time
from models.outbox.enqueue import enqueue
from models.views.conference_views import HallStanding, HeldMeeting
from models.views.notice_views import NewNotice

NAMED = 20
"""Halls that a notice spells out."""


def tell_unconfirmed(session: Session, meeting: HeldMeeting, about: dict[str, object], now: datetime) -> int:
    """Whoever holds it hears, once, which halls nobody confirmed; nothing where each has somebody."""
    count, halls = standings.unconfirmed_halls(session, meeting, NAMED)
    if not halls:
        return 0
    names = names_in_time.known(session, {one.host for one in halls}).all_on(day_of(now))
    facts = about | {"changes": [_called(meeting, one, names) for one in halls], "count": count}
    return enqueue(session, _to_holders(meeting, Occasion.UNCONFIRMED, "", facts, now), now)


def tell_fault(session: Session, meeting: HeldMeeting, unit: str, said: LineTest, now: datetime) -> int:
    """Whoever holds it hears at once of a faulty line, once for each hall and day."""
    call = [one for one in (said.technician, said.phone and telephone.phone(said.phone)) if one]
    facts = {
        "conference": meeting.conference.id,
        "name": meeting.name,
        "sequence": meeting.sequence,
        "units": [unit],
        "reason": said.note,
        "changes": call,
        **({"start": meeting.start.isoformat()} if meeting.start else {}),
    }
    return enqueue(session, _to_holders(meeting, Occasion.LINE_FAULT, f":{unit}", facts, now), now)


def _to_holders(
    meeting: HeldMeeting, occasion: Occasion, of: str, facts: Mapping[str, object], now: datetime
) -> list[NewNotice]:
    return [
        NewNotice(
            plan_id=meeting.plan_id,
            unit=unit,
            occasion=occasion,
            rung=f"{occasion}:{whole(meeting.conference.id)}:{meeting.sequence}{of}",
            revision=0,
            due_at=now,
            facts=facts,
        )
        for unit in sorted({meeting.desk, meeting.conference.host or meeting.desk})
    ]


def _called(meeting: HeldMeeting, hall: HallStanding, names: Mapping[str, str]) -> str:
    venue = meeting.venue(hall.venue)
    host = names.get(hall.host, hall.host)
    return f"{venue.name} ({host})" if venue is not None and venue.name else host
