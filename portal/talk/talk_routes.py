"""A talk: the speaker's unit answers and sends the file; whoever holds the conference fetches it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal, Wrong
from models.conferences import talks
from models.org import contact_list
from models.views.talk_views import SpeakerTalk
from portal.talk.talk_page import sheet
from portal.talk.uploads import Sent, Upload, one_of_few
from portal.web.form_input import Number
from portal.web.pages import page
from portal.web.refusals import TurnAway
from portal.web.security_headers import sealed
from portal.web.visit import Here, Visit, acting, looking
from services.answers import talk_answers
from services.answers.talk_answers import HandedIn, TalkAnswer

router = APIRouter()


@router.api_route("/d/{token}/bao-cao-vien/{meeting_id}", methods=["GET", "HEAD"])
def every(request: Request, token: str, meeting_id: Number) -> Response:
    """All talks of a conference, for whoever holds it or follows it: who comes, and their files."""
    with looking(request, token) as visit:
        unit = visit.caller.unit
        found = [one for one in talks.of_meeting(visit.session, meeting_id) if unit in one.readers]
        if not found:
            raise TurnAway(403, "error.not_yours")
        here = Here.of(request, token)
        shown = [sheet(visit, talk, here, ("", "")) for talk in found]
        return page(request, "talks.html", here=here, caller=visit.caller, talks=shown)


@router.api_route("/d/{token}/bao-cao-vien/{meeting_id}/{topic}", methods=["GET", "HEAD"])
def show(request: Request, token: str, meeting_id: Number, topic: Number) -> Response:
    """Shows, and changes nothing."""
    with looking(request, token) as visit:
        return _page(request, token, visit, _talk(visit, meeting_id, topic))


@router.post("/d/{token}/bao-cao-vien/{meeting_id}/{topic}")
def answer(request: Request, token: str, meeting_id: Number, topic: Number, sent: Sent) -> Response:
    """Take the answer and the file in, and send the browser back to the page: a reload sends nothing."""
    with one_of_few(), acting(request, token) as visit:
        talk = _talk(visit, meeting_id, topic)
        if visit.caller.unit != talk.unit:
            raise TurnAway(403, "error.not_yours")
        given = _answer(sent)
        _, wrong = talk_answers.read(visit.session, talk, given)
        if wrong or talk_answers.why_not(talk, visit.now) is not None:
            return _page(request, token, visit, talk, 422 if wrong else 409, sent.typed, wrong)
        talk_answers.take(visit.session, talk, given, now=visit.now, by=visit.caller.name)
        back = Here.of(request, token).unit("bao-cao-vien", str(meeting_id), str(topic))
    return RedirectResponse(back, 303)


@router.api_route("/d/{token}/bao-cao-vien/{meeting_id}/{topic}/tep", methods=["GET", "HEAD"])
def fetch(request: Request, token: str, meeting_id: Number, topic: Number) -> Response:
    """The file, to be kept and never to be opened here: sealed, of the kind that its content is."""
    with one_of_few(), looking(request, token) as visit:
        talk = _talk(visit, meeting_id, topic)
        try:
            name, kind, body = talk_answers.file_of(visit.session, talk)
        except Refusal:
            raise TurnAway(404, "error.no_page") from None
    return sealed(name, kind, body)


def _answer(sent: Upload) -> TalkAnswer:
    file = HandedIn(sent.name, sent.body()) if sent.file is not None else None
    typed = sent.typed
    coming = typed.get("coming", "") != "no"
    return TalkAnswer(coming, typed.get("reason", ""), typed.get("speaker", ""), file)


def _talk(visit: Visit, meeting_id: int, topic: int) -> SpeakerTalk:
    """The talk, for its speaker's unit and for those who may read the answer; others' are not theirs."""
    try:
        talk = talks.find(visit.session, meeting_id, topic)
    except Refusal:
        raise TurnAway(403, "error.not_yours") from None
    if visit.caller.unit != talk.unit and visit.caller.unit not in talk.readers:
        raise TurnAway(403, "error.not_yours")
    return talk


def _page(
    request: Request,
    token: str,
    visit: Visit,
    talk: SpeakerTalk,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Wrong] | None = None,
) -> Response:
    desk = contact_list.desk(visit.session, talk.desk, day_of(visit.now))
    shown = sheet(visit, talk, Here.of(request, token), desk, typed, problems)
    return page(request, "talk.html", status, sheet=shown, answer=shown)
