"""What a unit answers about a conference: taken from the counter and from the desk by the same rules.

A conference that is called off, has no day yet, or whose plan is closed is answered about no more.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cascade.calendar.zone import day_of
from cascade.conferences.answer_kinds import (
    AnswerKind,
    InvitationReply,
    LineTest,
    Turnout,
    misfit,
    why_not,
)
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.reports import secrecy
from models.changes import conference_day
from models.conferences import answers, meetings, pressing
from models.database import audit
from models.database.ledger import Session
from models.obligations import reports
from models.org import names_in_time
from models.plans import plans
from models.views.conference_views import HeldMeeting, InvitedUnit
from services import targets

Answer = InvitationReply | LineTest | Turnout


@dataclass(frozen=True, slots=True)
class Seat:
    """A conference as one invited unit meets it."""

    meeting: HeldMeeting
    unit: InvitedUnit

    def said_already(self, said: Answer) -> bool:
        """Whether the unit's last word, about the day that holds, is just that: it pressed twice."""
        given = {
            InvitationReply: self.unit.reply,
            LineTest: self.unit.test,
            Turnout: self.unit.turnout,
        }[type(said)]
        return given is not None and given.counts and given.said == said


def acts_of(
    session: Session, meeting: HeldMeeting, seat: InvitedUnit | None, now: datetime
) -> frozenset[AnswerKind]:
    """What one unit may answer now: the line of a hall is tested by whoever runs it."""
    guest = seat is not None and answers.is_guest(session, meeting.id, seat)
    open_now = frozenset(act for act in AnswerKind if _why_not(meeting, act, now) is None)
    return open_now - ({AnswerKind.LINE_TEST} if guest else set())


def take_seat(session: Session, meeting_id: int, unit: str, act: AnswerKind, now: datetime) -> Seat:
    """The conference and the unit's seat, held until this transaction ends.

    Refusal: the unit is not invited, or this is not answered now.
    """
    answers.hold(session, meeting_id, unit)
    meeting = meetings.known(session, meeting_id)
    seat = answers.of_unit(session, meeting, unit)
    if seat is None:
        what = Told("đơn vị này không được mời dự hội nghị", "this unit is not invited to the conference")
        raise Refusal(
            _name(session, unit, now), what, Told("xem lại danh sách mời", "look at the list of the invited")
        )
    if (why := _why_not(meeting, act, now)) is not None:
        raise Refusal(meeting.conference.id, why)
    return Seat(meeting, seat)


def seat_of(session: Session, plan: str, conference: str, unit: str, act: AnswerKind, now: datetime) -> Seat:
    """The same for whoever speaks of a plan, a conference and a unit by their names.

    Refusal: there is no such plan, conference or unit, it is not invited, or this is not answered now.
    """
    plan_id, code = plans.number(session, plan), targets.code(session, unit, now)
    sitting = conference_day.attended_by(session, plan_id, conference, code)
    if act is AnswerKind.ATTENDANCE:
        # Who came can be told of a conference that was invited to by other ways than ours.
        conference_day.seat(session, plan_id, sitting)
    return take_seat(session, meetings.of_plan(session, plan_id, sitting).id, code, act, now)


def give(session: Session, seat: Seat, said: Answer, *, now: datetime, by: str) -> bool:
    """Write an answer over what the unit said before; False: it said just that.

    Refusal: the numbers of who came do not add up.
    """
    if seat.said_already(said):
        return False
    about = (session, seat.meeting, seat.unit.unit)
    if isinstance(said, InvitationReply):
        answers.write_reply(*about, said, now, by)
        _log(session, seat, "invitation_reply", now, by, coming=said.coming, delegates=said.count)
    elif isinstance(said, LineTest):
        answers.write_test(*about, said, now, by)
        _log(session, seat, "line_test", now, by, good=said.good)
        _report_the_test(session, seat, said, now, by)
        if not said.good:
            pressing.tell_fault(session, seat.meeting, seat.unit.unit, said, now)
    else:
        if (wrong := misfit(said)) is not None:
            raise Refusal(_name(session, seat.unit.unit, now), wrong[1].what, wrong[1].todo)
        answers.write_turnout(*about, seat.unit.venue, said, now, by)
        _log(session, seat, "attend", now, by, present=said.present, expected=said.called)
    return True


def _report_the_test(session: Session, seat: Seat, said: LineTest, now: datetime, by: str) -> None:
    """A plan may ask for the test as a duty: who has answered here is not called late there.

    A duty that asks for figures, or takes no report any more, stays as it is.
    """
    outcome = "tốt" if said.good else "có lỗi"
    words = "; ".join(part for part in (f"Đã thử đường truyền: {outcome}", said.note) if part)
    note = secrecy.content(words, seat.meeting.secret, "")
    key = f"line_test:{seat.meeting.id}:{seat.meeting.sequence}:{said.good}"
    for owed in answers.line_test_duties(session, seat.meeting, seat.unit.unit):
        with suppress(Refusal):
            reports.submit(session, owed, {}, note, now=now, by=by, idempotency=key, early=True)


def _name(session: Session, unit: str, now: datetime) -> str:
    return names_in_time.on(session, unit, day_of(now))


def _log(session: Session, seat: Seat, act: str, now: datetime, by: str, **detail: object) -> None:
    meeting = seat.meeting
    what: dict[str, Any] = {"conference": meeting.conference.id, **detail}
    audit.log(session, by, act, now=now, plan_id=meeting.plan_id, unit=seat.unit.unit, **what)


def _why_not(meeting: HeldMeeting, act: AnswerKind, now: datetime) -> Told | None:
    if meeting.closed:
        return Told("kế hoạch đã kết thúc", "the plan is closed")
    if meeting.state == "cancelled":
        return Told("hội nghị đã hủy", "the conference is cancelled")
    asked = meeting.invited or act is AnswerKind.ATTENDANCE
    if meeting.start is None or not asked:
        return Told("hội nghị chưa có ngày, chưa có giấy mời", "it has no day yet, nobody is invited")
    return why_not(act, now, meeting.start, meeting.end, meeting.line_test_at)
