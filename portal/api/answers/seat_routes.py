"""Conferences for programs: which there are, who is invited, and what the units of the key answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Request
from starlette.responses import Response

from cascade.conferences.answer_kinds import AnswerKind
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.reports import secrecy
from models.conferences import answers, meetings
from models.org import names_in_time
from models.org.clients import client_lists
from models.views.client_views import Scope
from models.views.conference_views import Given, HeldMeeting, InvitedUnit
from portal.api import cursors
from portal.api.act_frame import named
from portal.api.act_shapes import SentBody
from portal.api.answers.conference_shapes import (
    AttendanceBody,
    AttendanceShape,
    ConferenceList,
    ConferenceShape,
    LineTestBody,
    LineTestShape,
    ReplyBody,
    ReplyShape,
    SeatPage,
    SeatShape,
)
from portal.api.api_frame import ApiRoom, ClientSeat, acting, answer, need_same_if_asked, reading
from portal.api.cursors import Cursor, Limit
from portal.api.done_once import once
from portal.api.problems import Problem
from portal.api.reading_routes import known_plan
from portal.conference.conference_page import called, sheet
from portal.conference.conference_routes import read_answer
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services.conferences import conference_answers
from services.conferences.answer_forms import delegates_field

room = ApiRoom("conferences")
Unit = Annotated[str, Path(min_length=1, max_length=200)]
SEAT = "/conferences/{conference_id}/units/{unit}"
NO_KIND = Wrong(
    Told("hội nghị này không hỏi loại đại biểu ấy", "no such kind of delegates is asked for"),
    Told("xem “delegates” của đơn vị được mời", "see “delegates” of the invited unit"),
)


@room.look("/plans/{plan_id}/conferences", ConferenceList)
def list_conferences(request: Request, plan_id: Number) -> Response:
    """The conferences of a plan, with their days as far as they are known."""
    with reading(request) as seat:
        known_plan(seat, plan_id)
        found = meetings.all_of(seat.session, plan_id)
        return answer(request, ConferenceList(items=[_conference(one) for one in found]))


@room.look("/conferences/{conference_id}/units", SeatPage)
def list_seats(request: Request, conference_id: Number, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Those of the units of the key that are invited, and what they have answered."""
    with reading(request) as seat:
        meeting, after = _meeting(seat, conference_id), cursors.word(cursor)
        mine = client_lists.inside(seat.client.unit, seat.today)
        found = answers.of_units(seat.session, meeting, mine, after, limit + 1)
        shown = [_seat(seat, meeting, one) for one in found[:limit]]
        onward = cursors.onward(found, limit, shown[-1].unit if shown else "")
        return answer(request, SeatPage(items=shown, next=onward))


@room.look(SEAT, SeatShape)
def show_seat(request: Request, conference_id: Number, unit: Unit) -> Response:
    """One invited unit."""
    with reading(request) as seat:
        meeting, invited = _invited(seat, conference_id, unit)
        return answer(request, _seat(seat, meeting, invited))


@room.act(SEAT + "/reply", SeatShape, Scope.REPORT)
def reply(request: Request, conference_id: Number, unit: Unit, body: ReplyBody) -> Response:
    """Whether the unit comes, with how many or whom; the last word counts."""
    typed = {"reason": body.reason, "names": body.names, "stand_in": body.stand_in}
    typed["coming"] = _yes(body.coming)
    return _give(request, conference_id, unit, AnswerKind.REPLY, body, typed, body.delegates)


@room.act(SEAT + "/line-test", SeatShape, Scope.REPORT)
def line_test(request: Request, conference_id: Number, unit: Unit, body: LineTestBody) -> Response:
    """How the line of the unit's hall is; whoever holds the conference hears of a fault at once."""
    typed = {"note": body.note, "technician": body.technician, "phone": body.phone}
    typed["good"] = _yes(body.good)
    return _give(request, conference_id, unit, AnswerKind.LINE_TEST, body, typed)


@room.act(SEAT + "/attendance", SeatShape, Scope.REPORT)
def attendance(request: Request, conference_id: Number, unit: Unit, body: AttendanceBody) -> Response:
    """Who came, afterwards."""
    typed = {"called": str(body.called), "present": str(body.present)}
    typed |= {"excused": str(body.excused)} if body.excused is not None else {}
    return _give(request, conference_id, unit, AnswerKind.ATTENDANCE, body, typed)


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _give(
    request: Request,
    conference_id: int,
    unit: str,
    act: AnswerKind,
    body: SentBody,
    typed: Mapping[str, str],
    delegates: Mapping[str, int] | None = None,
) -> Response:
    """Read by the rules of the page, on the seat as it was last seen if the program says which that was."""
    with acting(request) as seat:
        session, now = seat.session, seat.now

        def give() -> SeatShape:
            _invited(seat, conference_id, unit)
            held = conference_answers.take_seat(session, conference_id, unit, act, now)
            need_same_if_asked(request, _seat(seat, held.meeting, held.unit))
            kinds = sheet(session, held.meeting, held.unit, now).kinds or ("",)
            counted = _by_field(kinds, delegates or {})
            filled = read_answer(session, held, {**typed, **counted}, act, now)
            if filled.said is None:
                places = {delegates_field(at): f"delegates.{kind}" for at, kind in enumerate(kinds)}
                wrong = {places.get(name, name): one for name, one in filled.problems.items()}
                raise Problem(422, "api.invalid", wrong)
            conference_answers.give(session, held, filled.said, now=now, by=named(seat, body))
            return _seat(seat, *_invited(seat, conference_id, unit))

        return once(request, seat, SeatShape, give)


def _by_field(kinds: tuple[str, ...], delegates: Mapping[str, int]) -> dict[str, str]:
    if wrong := {f"delegates.{kind}": NO_KIND for kind in delegates if kind not in kinds}:
        raise Problem(422, "api.invalid", wrong)
    return {delegates_field(kinds.index(kind)): str(many) for kind, many in delegates.items()}


def _meeting(seat: ClientSeat, conference_id: int) -> HeldMeeting:
    """A conference of a plan that concerns the key; else it is not there."""
    found = meetings.find(seat.session, conference_id)
    if found is None:
        raise TurnAway(404, "api.not_there")
    known_plan(seat, found.plan_id)
    return found


def _invited(seat: ClientSeat, conference_id: int, unit: str) -> tuple[HeldMeeting, InvitedUnit]:
    seat.need(unit)
    meeting = meetings.find(seat.session, conference_id)
    invited = answers.of_unit(seat.session, meeting, unit) if meeting else None
    if meeting is None or invited is None:
        raise TurnAway(404, "api.not_there")
    return meeting, invited


def _conference(one: HeldMeeting) -> ConferenceShape:
    return ConferenceShape(
        id=one.id,
        plan=one.plan_id,
        name=called(one),
        state=one.state,
        invited=one.invited,
        start=one.start,
        end=one.end,
        line_test_at=one.line_test_at,
    )


def _seat(seat: ClientSeat, meeting: HeldMeeting, one: InvitedUnit) -> SeatShape:
    shown, hide = sheet(seat.session, meeting, one, seat.now), meeting.secret
    reply, test, came = one.reply, one.test, one.turnout
    return SeatShape(
        conference=meeting.id,
        unit=one.unit,
        unit_name=names_in_time.on(seat.session, one.unit, seat.today),
        hall=secrecy.content(shown.hall, hide, ""),
        host=one.host,
        delegates=list(shown.kinds),
        may=sorted(shown.acts),
        reply=ReplyShape(
            **_given(reply),
            coming=reply.said.coming,
            reason=secrecy.content(reply.said.reason, hide, ""),
            delegates=dict(reply.said.delegates),
            names=secrecy.content(reply.said.names, hide, ""),
            stand_in=secrecy.content(reply.said.stand_in, hide, ""),
        )
        if reply
        else None,
        line_test=LineTestShape(
            **_given(test),
            good=test.said.good,
            note=secrecy.content(test.said.note, hide, ""),
            technician=test.said.technician,
            phone=test.said.phone,
        )
        if test
        else None,
        attendance=AttendanceShape(
            **_given(came), called=came.said.called, present=came.said.present, excused=came.said.excused
        )
        if came
        else None,
    )


def _given(one: Given[Any]) -> dict[str, Any]:
    return {"at": one.at, "by": one.by, "counts": one.counts}
