"""Invitations: who is asked to which hall, and who hears when the day moves or falls away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.changes.plan_diff import MeetingMoved
from cascade.conferences import seating
from cascade.notices.kinds import Occasion
from cascade.notices.reasons import stored
from cascade.plan.level_sittings import whole
from cascade.plan.model import Venue
from cascade.reports import secrecy
from cascade.result.obligation import Meeting
from models.conferences import meetings, pressing, seats, sittings, talks
from models.messages import conference_replies
from models.outbox.enqueue import enqueue
from models.plans import revisions, tree_snapshots
from models.tables import MeetingRow, PlanRow
from models.views.notice_views import NewNotice


def invite(session: Session, plan_id: int, meeting: Meeting, now: datetime) -> int:
    """Invite every unit to its hall, once for each day the conference is given; nobody once it has begun."""
    if meeting.start is not None and meeting.start <= now:
        seat(session, plan_id, meeting)
        told = 0
    else:
        told = _notify(session, plan_id, meeting, Occasion.INVITATION, {}, now)
    _mark(session, plan_id, meeting.conference.id, now)
    return told


def notify_moved(
    session: Session, plan_id: int, moved: Iterable[MeetingMoved], why: str, now: datetime
) -> int:
    """Those who were invited hear of another day, or that there is none; a first day is an invitation."""
    told = 0
    for one in moved:
        invited = session.scalar(
            select(MeetingRow.invited).where(MeetingRow.plan_id == plan_id, MeetingRow.conference == one.id)
        )
        was = one.before.start if one.before else None
        gone = one.after is None or one.after.cancelled or one.after.start is None
        if gone and invited and one.before is not None:
            meeting = one.after if one.after is not None and one.after.cancelled else one.before
            told += _notify(session, plan_id, meeting, Occasion.INVITATION_CANCELLED, _facts(was, why), now)
            _mark(session, plan_id, one.id, None)
        elif not gone and invited and one.after is not None:
            told += _notify(session, plan_id, one.after, Occasion.INVITATION_CHANGED, _facts(was, why), now)
            _mark(session, plan_id, one.id, now)
    return told


def notify(session: Session, plan_id: int, meeting: Meeting, occasion: str, now: datetime) -> int:
    """Remind halls of the line test, ask who has not answered, address speakers: once for each day."""
    if occasion == Occasion.SPEAKER:
        return enqueue(session, list(_speakers(session, plan_id, meeting, now)), now)
    if occasion == Occasion.UNCONFIRMED:
        held = meetings.of_plan(session, plan_id, meeting.conference.id)
        return pressing.tell_unconfirmed(session, held, _about(meeting), now)
    return _notify(session, plan_id, meeting, occasion, {}, now)


def _notify(
    session: Session, plan_id: int, meeting: Meeting, occasion: str, facts: dict[str, object], now: datetime
) -> int:
    plan = session.get_one(PlanRow, plan_id)
    halls = _seated(session, plan, meeting)
    about = _about(meeting) | facts
    done = conference_replies.who(session, plan_id, meeting.conference.id, occasion)
    notices = [
        NewNotice(
            plan_id=plan_id,
            unit=unit,
            occasion=occasion,
            rung=f"{occasion}:{whole(meeting.conference.id)}:{meeting.sequence}",
            revision=0,
            due_at=now,
            facts=about | _of_hall(hall, meeting),
        )
        for unit, hall in sorted(halls.items())
        if unit not in done and not (occasion == Occasion.LINE_TEST and seating.is_guest(unit, halls))
    ]
    return enqueue(session, notices, now)


def _of_hall(hall: Venue, meeting: Meeting) -> dict[str, object]:
    chair = hall.chair or meeting.conference.chair or ""
    return {"venue": hall.name, "chair": chair, "participants": list(hall.participants)}


def seat(session: Session, plan_id: int, meeting: Meeting) -> None:
    """Write down who is invited where, for a conference whose letters left before that was kept."""
    _seated(session, session.get_one(PlanRow, plan_id), meeting)


def _seated(session: Session, plan: PlanRow, meeting: Meeting) -> dict[str, Venue]:
    tree = tree_snapshots.load(session, revisions.row(session, plan.id, plan.revision).tree)
    halls = seating.halls(meeting.conference, tree, plan.root)
    number = select(MeetingRow.id).where(
        MeetingRow.plan_id == plan.id, MeetingRow.conference == meeting.conference.id
    )
    if (row := session.scalar(number)) is not None:
        seats.write(session, row, halls)
    return halls


def _speakers(session: Session, plan_id: int, meeting: Meeting, now: datetime) -> Iterator[NewNotice]:
    # Whoever has said yes or no about this day is not asked about it again.
    number = sittings.find(session, plan_id, meeting.conference.id).id
    answered = talks.answered(session, number, meeting.sequence)
    for place, topic in enumerate(meeting.conference.agenda):
        if topic.speaker_unit is not None and place + 1 not in answered:
            yield NewNotice(
                plan_id=plan_id,
                unit=topic.speaker_unit,
                occasion=Occasion.SPEAKER,
                rung=f"speaker:{whole(meeting.conference.id)}:{meeting.sequence}:{place}",
                revision=0,
                due_at=now,
                facts=_about(meeting)
                | {
                    "topic": secrecy.topic(topic.title, code=None, secret=topic.secret),
                    "speaker": secrecy.content(topic.speaker or "", topic.secret, ""),
                    "place": place,
                    "code": topic.code or "",
                    "minutes": topic.minutes or 0,
                    "page": f"bao-cao-vien/{number}/{place + 1}",
                },
            )


def _about(meeting: Meeting) -> dict[str, object]:
    known: dict[str, object] = {
        "conference": meeting.conference.id,
        "name": meeting.conference.name,
        "sequence": meeting.sequence,
    }
    for name, at in (("start", meeting.start), ("end", meeting.end), ("line_test", meeting.line_test_at)):
        if at is not None:
            known[name] = at.isoformat()
    return known


def _facts(was: datetime | None, why: str) -> dict[str, object]:
    return {"reason": stored(why), **({"was": was.isoformat()} if was else {})}


def _mark(session: Session, plan_id: int, conference: str, invited_at: datetime | None) -> None:
    session.execute(
        update(MeetingRow)
        .where(MeetingRow.plan_id == plan_id, MeetingRow.conference == conference)
        .values(invited=invited_at is not None, invited_at=invited_at)
    )
