"""What the page of a conference shows: the event, what may be answered now, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cascade.calendar.zone import local
from cascade.conferences.answer_kinds import AnswerKind
from cascade.org import format, telephone
from cascade.reports import secrecy
from models.database.ledger import Session
from models.views.conference_views import HeldMeeting, InvitedUnit
from services.conferences import conference_answers
from services.conferences.answer_forms import delegates_field


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item of the programme: when it begins, what it is, who speaks."""

    at: str
    title: str
    speaker: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class ConferenceSheet:
    """A conference as one unit reads it; of a secret plan only its number and its hours."""

    meeting: HeldMeeting
    name: str
    chair: str
    hall: str
    kinds: tuple[str, ...]
    """Kinds of delegates that the hall asks for."""
    agenda: tuple[AgendaLine, ...]
    seat: InvitedUnit | None
    """None: the unit holds it and is not invited itself."""
    acts: frozenset[AnswerKind]

    def may(self, act: str) -> bool:
        """Whether that is answered now."""
        return self.seat is not None and AnswerKind(act) in self.acts

    def seen(self, act: str) -> str:
        """Names the answer that is on the page."""
        return seen(self.seat, AnswerKind(act)) if self.seat else ""

    @property
    def state(self) -> str:
        """The one word above the page."""
        return "cancelled" if self.meeting.state == "cancelled" else "closed" if self.meeting.closed else ""


def sheet(session: Session, meeting: HeldMeeting, seat: InvitedUnit | None, now: datetime) -> ConferenceSheet:
    """Put the page together."""
    secret = meeting.secret
    venue = meeting.venue(seat.venue) if seat else None
    chair = (venue.chair if venue else None) or meeting.conference.chair or ""
    return ConferenceSheet(
        meeting=meeting,
        name=called(meeting),
        chair=secrecy.content(chair, secret, ""),
        hall=venue.name if venue else "",
        kinds=secrecy.content(venue.participants if venue else (), secret, ()),
        agenda=secrecy.content(_agenda(meeting), secret, ()),
        seat=seat,
        acts=conference_answers.acts_of(session, meeting, seat, now),
    )


def called(meeting: HeldMeeting) -> str:
    """How the conference is called outside."""
    return secrecy.plan_name(
        meeting.name, number=meeting.plan_number, code=meeting.plan, secret=meeting.secret
    )


def remembered(shown: ConferenceSheet) -> dict[str, str]:
    """What the fields hold when an answer is opened again."""
    seat, kept = shown.seat, dict[str, str]()
    if seat is None:
        return kept
    if seat.reply is not None:
        said = seat.reply.said
        numbers = dict(said.delegates)
        for place, kind in enumerate(shown.kinds or ("",)):
            kept[delegates_field(place)] = _number(numbers.get(kind))
        kept |= {"reason": said.reason, "names": said.names, "stand_in": said.stand_in}
    if seat.test is not None:
        test = seat.test.said
        kept |= {"note": test.note, "technician": test.technician}
        kept["phone"] = telephone.phone(test.phone) if test.phone else ""
    if seat.turnout is not None:
        came = seat.turnout.said
        kept |= {"called": _number(came.called), "present": _number(came.present)}
        kept["excused"] = _number(came.excused)
    elif seat.reply is not None and seat.reply.said.delegates:
        kept["called"] = _number(seat.reply.said.count)
    return kept


def seen(seat: InvitedUnit, act: AnswerKind) -> str:
    """Names the answer that was on the page; empty: there was none."""
    at = {
        AnswerKind.REPLY: seat.reply and seat.reply.at,
        AnswerKind.LINE_TEST: seat.test and seat.test.at,
        AnswerKind.ATTENDANCE: seat.turnout and seat.turnout.at,
    }[act]
    return at.isoformat() if at else ""


def asked(seat: InvitedUnit, acts: frozenset[AnswerKind]) -> AnswerKind | None:
    """What a unit still has to say, in the order in which it presses; None: nothing now.

    Who does not come is asked no more.
    """
    if seat.reply is not None and seat.reply.counts and not seat.reply.said.coming:
        return None
    said = {
        AnswerKind.ATTENDANCE: seat.turnout is not None,
        AnswerKind.REPLY: seat.reply is not None and seat.reply.counts,
        AnswerKind.LINE_TEST: seat.test is not None and seat.test.counts,
    }
    return next((act for act, done in said.items() if act in acts and not done), None)


def _agenda(meeting: HeldMeeting) -> tuple[AgendaLine, ...]:
    """Each item with the hour it begins at, as long as the length of all before it is known."""
    at, found = meeting.start, list[AgendaLine]()
    for topic in meeting.conference.agenda:
        title = secrecy.topic(topic.title, code=topic.code, secret=topic.secret)
        speaker = secrecy.content(topic.speaker or "", topic.secret, "")
        found.append(AgendaLine(f"{local(at):%H:%M}" if at else "", title, speaker, topic.minutes))
        at = at + timedelta(minutes=topic.minutes) if at and topic.minutes else None
    return tuple(found)


def _number(value: int | None) -> str:
    return "" if value is None else format.number(value)
