"""A unit's contacts: what the unit asks for, what those above decide, what an old mailbox agrees to."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal, Wrong
from cascade.org import contact_words
from models.contacts import address_health, contact_requests, one_unit
from models.org import names_in_time, report_links
from models.views.contact_views import ContactRequest, RequestState, WantedContact
from portal.web.form_input import Number, Typed
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, acting, looking
from services.answers import contact_answers
from services.answers.asking import stand_ins

router = APIRouter()
PAGE = "dau-moi"
MOST = 50
"""Units below that cannot be reached, on one page."""


@router.api_route("/d/{token}/dau-moi", methods=["GET", "HEAD"])
def own(request: Request, token: str) -> Response:
    """The visitor's own unit; and those below that nobody can write to."""
    with looking(request, token) as visit:
        return _page(request, token, visit, visit.caller.unit)


@router.api_route("/d/{token}/dau-moi/{unit}", methods=["GET", "HEAD"])
def other(request: Request, token: str, unit: str) -> Response:
    """A unit that the visitor's unit stands above: their word is enough."""
    with looking(request, token) as visit:
        return _page(request, token, visit, _ruled(visit, unit))


@router.post("/d/{token}/dau-moi")
def ask(request: Request, token: str, typed: Typed) -> Response:
    """The unit asks for a change; nothing changes until somebody else agrees."""
    return _take(request, token, "", typed)


@router.post("/d/{token}/dau-moi/{unit}")
def correct(request: Request, token: str, unit: str, typed: Typed) -> Response:
    """Whoever stands above changes it, or decides about what was asked."""
    return _take(request, token, unit, typed)


@router.api_route("/d/{token}/xac-nhan-dau-moi/{number}/{proof}", methods=["GET", "HEAD"])
def asked(request: Request, token: str, number: Number, proof: str) -> Response:
    """What was asked of the owner of a mailbox; opening it agrees to nothing."""
    with looking(request, token) as visit:
        return _asked(request, token, visit, _proven(visit, number, proof))


@router.post("/d/{token}/xac-nhan-dau-moi/{number}/{proof}")
def agree(request: Request, token: str, number: Number, proof: str, typed: Typed) -> Response:
    """The owner of the mailbox agrees, or says that it is wrong."""
    with acting(request, token) as visit:
        found = _proven(visit, number, proof)
        agreed = typed.get("verdict") == "yes"
        try:
            done = contact_answers.decide(
                visit.session, found.id, agreed=agreed, now=visit.now, by=visit.caller.name
            )
        except Refusal:
            raise TurnAway(409, "error.request_gone") from None
        return _asked(request, token, visit, done)


def _take(request: Request, token: str, unit: str, typed: Mapping[str, str]) -> Response:
    with acting(request, token) as visit:
        of = _ruled(visit, unit) if unit else visit.caller.unit
        try:
            wrong = _verdict(visit, of, typed) if "verdict" in typed else _wanted(visit, of, typed)
        except Refusal as refusal:
            return _page(request, token, visit, of, 409, typed, refusal=refusal)
        if wrong:
            return _page(request, token, visit, of, 422, typed, wrong)
        further = (PAGE, unit) if unit else (PAGE,)
    return RedirectResponse(Here.of(request, token).unit(*further), 303)


def _wanted(visit: Visit, unit: str, typed: Mapping[str, str]) -> Mapping[str, Wrong]:
    number = _number(typed.get("which", ""))
    if typed.get("ended"):
        stand_ins.end(visit.session, unit, number, now=visit.now, by=visit.caller.name)
        return {}
    known = one_unit.find(visit.session, unit, number, visit.now) if number else None
    if known is not None and typed.get("left"):
        wanted: WantedContact = WantedContact(left=True)
    else:
        if known is not None and typed.get("away"):
            wanted, wrong = stand_ins.read(visit.session, unit, typed, visit.now)
        else:
            wanted, wrong = contact_answers.read(typed, known)
        if wrong:
            return wrong
    do = contact_answers.ask if unit == visit.caller.unit else contact_answers.correct
    do(visit.session, unit, number or None, wanted, now=visit.now, by=visit.caller.name)
    return {}


def _verdict(visit: Visit, unit: str, typed: Mapping[str, str]) -> Mapping[str, Wrong]:
    """Only about a request of this very unit, which is not the visitor's own."""
    found = contact_requests.one(visit.session, _number(typed.get("which", "")))
    if found.unit != unit or unit == visit.caller.unit:
        raise TurnAway(403, "error.not_yours")
    agreed = typed["verdict"] == "yes"
    contact_answers.decide(visit.session, found.id, agreed=agreed, now=visit.now, by=visit.caller.name)
    return {}


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _ruled(visit: Visit, unit: str) -> str:
    """The unit, where the visitor may decide about its people; others are not theirs, existing or not."""
    if not contact_requests.may_decide(visit.session, unit, visit.caller.unit, day_of(visit.now)):
        raise TurnAway(403, "error.not_yours")
    return unit


def _proven(visit: Visit, number: int, proof: str) -> ContactRequest:
    """A request about the visitor, asked of them at their own address: the link to the list does not do."""
    own = visit.caller.contact_id
    if not report_links.signer(visit.session).agrees(proof, own, number):
        raise TurnAway(403, "error.not_yours")
    try:
        return contact_requests.one(visit.session, number)
    except Refusal:
        raise TurnAway(410, "error.request_gone") from None


def _asked(request: Request, token: str, visit: Visit, found: ContactRequest) -> Response:
    lines = [contact_words.line(*one).said(speech(request).lang) for one in found.wanted.changes]
    return page(
        request,
        "contact_asked.html",
        here=Here.of(request, token),
        caller=visit.caller,
        asked=found,
        lines=lines,
        waits=found.state is RequestState.WAITS,
        path=request.url.path,
    )


def _page(
    request: Request,
    token: str,
    visit: Visit,
    unit: str,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, Wrong] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    session, now, lang = visit.session, visit.now, speech(request).lang
    mine = unit == visit.caller.unit
    waiting = [
        (one, contact_words.said(one.wanted.veiled if mine else one.wanted.changes).said(lang))
        for one in contact_requests.waiting(session, [unit])
    ]
    below = address_health.unreached_below(session, unit, day_of(now), MOST) if mine else []
    here = Here.of(request, token)
    return page(
        request,
        "contacts.html",
        status,
        here=here,
        caller=visit.caller,
        unit_name=names_in_time.today(session, unit, now),
        mine=mine,
        path=here.unit(PAGE) if mine else here.unit(PAGE, unit),
        people=one_unit.people(session, unit, now),
        waiting=waiting,
        below=[(name, here.unit(PAGE, code)) for code, name in below],
        typed=typed or {},
        problems=wrong or {},
        refusal=refusal,
    )
