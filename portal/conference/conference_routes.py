"""The page of a conference: who is invited answers on it, who holds it sees what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.conferences.answer_kinds import AnswerKind
from cascade.lang.refusal import Refusal, Wrong
from cascade.reports import secrecy
from models.conferences import answers, meetings
from models.database.ledger import Session
from models.plans import plans
from portal.conference import host_view
from portal.conference.conference_page import ConferenceSheet, remembered, seen, sheet
from portal.web.form_input import Number, Typed
from portal.web.pages import page
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, acting, looking
from services.conferences import conference_answers
from services.conferences.answer_forms import ReadForm, read_line_test, read_reply, read_turnout
from services.conferences.conference_answers import Seat

router = APIRouter()

ROOM = "hoi-nghi"


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong, by field: as the pieces of every page expect it."""

    problems: Mapping[str, Wrong]


@router.api_route("/d/{token}/hoi-nghi/{meeting_id}", methods=["GET", "HEAD"])
def show(request: Request, token: str, meeting_id: Number) -> Response:
    """The conference as the unit meets it: invited, holding it, or both."""
    with looking(request, token) as visit:
        return _page(request, token, visit, meeting_id)


@router.post("/d/{token}/hoi-nghi/{meeting_id}/xac-nhan")
def reply(request: Request, token: str, meeting_id: Number, typed: Typed) -> Response:
    """Whether the unit comes, with how many or whom."""
    return _take(request, token, meeting_id, typed, AnswerKind.REPLY)


@router.post("/d/{token}/hoi-nghi/{meeting_id}/duong-truyen")
def line_test(request: Request, token: str, meeting_id: Number, typed: Typed) -> Response:
    """How the line of the unit's hall is."""
    return _take(request, token, meeting_id, typed, AnswerKind.LINE_TEST)


@router.post("/d/{token}/hoi-nghi/{meeting_id}/so-dai-bieu")
def attendance(request: Request, token: str, meeting_id: Number, typed: Typed) -> Response:
    """Who came, afterwards."""
    return _take(request, token, meeting_id, typed, AnswerKind.ATTENDANCE)


def _take(
    request: Request, token: str, meeting_id: int, typed: Mapping[str, str], act: AnswerKind
) -> Response:
    """Write the answer and send the browser back to the page, so that a reload sends nothing."""
    if "seen" not in typed:
        raise TurnAway(400, "error.stale")
    with acting(request, token) as visit:
        seen_sheet(visit, meeting_id)
        try:
            seat = conference_answers.take_seat(visit.session, meeting_id, visit.caller.unit, act, visit.now)
        except Refusal:
            return _page(request, token, visit, meeting_id, 409)
        filled = read_answer(visit.session, seat, typed, act, visit.now)
        if filled.said is None:
            return _page(request, token, visit, meeting_id, 422, act, typed, filled.problems)
        if typed["seen"] != seen(seat.unit, act) and not seat.said_already(filled.said):
            return _page(request, token, visit, meeting_id, 409, act, typed, overtaken=True)
        conference_answers.give(visit.session, seat, filled.said, now=visit.now, by=visit.caller.name)
    return RedirectResponse(Here.of(request, token).unit(ROOM, str(meeting_id)), 303)


def read_answer(
    session: Session, seat: Seat, typed: Mapping[str, str], act: AnswerKind, now: datetime
) -> ReadForm[Any]:
    """What was typed, read by the form that the unit's hall asks for; of a secret conference no words."""
    meeting = seat.meeting
    if act is AnswerKind.ATTENDANCE:
        return read_turnout(typed)
    hidden = secrecy.content(plans.hidden(session, meeting.plan_id), meeting.secret, ())
    if act is AnswerKind.LINE_TEST:
        return read_line_test(typed, hidden, veiled=meeting.secret)
    kinds = sheet(session, meeting, seat.unit, now).kinds
    return read_reply(typed, kinds, hidden, veiled=meeting.secret)


def seen_sheet(visit: Visit, meeting_id: int) -> ConferenceSheet:
    """What this visitor may see of it; neither invited nor holding it, there is no such page."""
    meeting = meetings.find(visit.session, meeting_id)
    seat = answers.of_unit(visit.session, meeting, visit.caller.unit) if meeting else None
    if meeting is None or not (seat or host_view.may_see(visit.session, meeting, visit.caller.unit)):
        raise TurnAway(404, "error.no_page")
    return sheet(visit.session, meeting, seat, visit.now)


def _page(
    request: Request,
    token: str,
    visit: Visit,
    meeting_id: int,
    status: int = 200,
    act: AnswerKind | None = None,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Wrong] | None = None,
    overtaken: bool = False,
) -> Response:
    """`act`: the form that was sent and could not be taken; its fields keep what was typed."""
    shown = seen_sheet(visit, meeting_id)
    return page(
        request,
        "conference.html",
        status,
        sheet=shown,
        caller=visit.caller,
        now=visit.now,
        here=Here.of(request, token),
        number=str(meeting_id),
        act=act,
        typed=remembered(shown) | dict(typed or {}),
        answer=Problems(problems or {}),
        overtaken=overtaken,
        late=status == 409 and act is None,
        host=host_view.seen_by(request, visit, shown),
        speakers=shown.meeting.held_by(visit.caller.unit)
        and any(topic.speaker_unit for topic in shown.meeting.conference.agenda),
    )
