"""Coming into the office by a link in a mail, and leaving it."""

from __future__ import annotations

import logging
from datetime import datetime

from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.org.office_roles import Right
from documents.reading.addresses import mail_address
from models.database import clock
from models.database.database_errors import crossed
from models.database.ledger import Session
from models.org.officers import login_links, office_sessions
from models.org.officers.login_links import LinkState, LoginLink
from portal.office.login import login_door
from portal.office.web.desk import LOGIN, OpenTo, acting, secret_of
from portal.office.web.office_form import Asked, Filled
from portal.office.web.room import Room
from portal.web.another_try import TRIES
from portal.web.counter import counter_of, stranger
from portal.web.refusals import TurnAway
from portal.web.visit import LONGEST_TOKEN
from services.office import officer_acts

SENT = f"{LOGIN}/da-gui"
room = Room()
log = logging.getLogger("dondoc.portal")


@room.router.api_route("/dang-nhap", methods=["GET", "HEAD"])
def ask(request: Request) -> Response:
    """Who are you?"""
    onward = login_door.onward_path(request.query_params.get("tiep", ""))
    return login_door.door_page(request, "login.html", mail="", wrong=None, onward=onward)


@room.router.api_route("/dang-nhap", methods=["POST"])
def asked(request: Request, form: Asked) -> Response:
    """The same answer to everybody; the letter is written behind it, so that its time tells nothing."""
    onward = login_door.onward_path(form.get("tiep", ""))
    typed = form.get("thu", "")[:320]
    try:
        mail = mail_address(typed)
    except Wrong as wrong:
        told = wrong.told
        return login_door.door_page(request, "login.html", 422, mail=typed, wrong=told, onward=onward)
    if not counter_of(request).paces.may_ask_in(stranger(request), mail):
        raise TurnAway(429, "error.too_fast")
    answer = login_door.go(request, SENT)
    answer.background = BackgroundTask(_write, request, mail, onward)
    return answer


@room.router.api_route("/dang-nhap/da-gui", methods=["GET", "HEAD"])
def sent(request: Request) -> Response:
    """Please look into your mailbox."""
    return login_door.door_page(request, "login_sent.html")


@room.router.api_route("/vao/{token}", methods=["GET", "HEAD"])
def link(request: Request, token: str) -> Response:
    """A button and nothing else: scanners of mail open every link they see."""
    with counter_of(request).ledger.read() as session:
        found = _found(request, session, token, clock.now(session), used=False)
    return login_door.door_page(request, "login_link.html", _status(found), state=found.state)


@room.router.api_route("/vao/{token}", methods=["POST"])
def enter(request: Request, token: str, _form: Asked) -> Response:
    """In, and on to where they wanted to go. Whoever is in already has shown again who they are."""
    with login_door.at_the_door(request) as session:
        now = clock.now(session)
        found = _found(request, session, token, now, used=True)
        here = office_sessions.find(session, secret_of(request), now)
        if found.state is LinkState.OVER and here and here.officer.id == found.officer_id:
            return login_door.lead_on(request, found.onward)  # pressed twice: they are in
        if found.state is not LinkState.GOOD:
            return login_door.door_page(request, "login_link.html", _status(found), state=found.state)
        return let_in(request, session, found.officer_id, found.way, found.onward, now)


def let_in(
    request: Request,
    session: Session,
    officer_id: int,
    way: str,
    onward: str,
    now: datetime,
    *,
    factored: bool = False,
) -> Response:
    """The officer has shown who they are: a session in this browser, or the one that is there goes on.

    `factored`: by two factors; else the page they go to asks for a second where one is wanted.
    """
    answer = login_door.lead_on(request, onward)
    here = office_sessions.find(session, secret_of(request), now)
    if here is not None and here.officer.id == officer_id:
        office_sessions.prove(session, here, now=now, factored=factored)
        return answer
    if here is not None:
        office_sessions.end(session, here.digest, now=now)
    address = stranger(request)
    secret = office_sessions.open_for(session, officer_id, way, address, now=now, factored=factored)
    return login_door.come_in(answer, secret)


@room.act("/ra", Right.LOOK, open_to=OpenTo.HALF)
def leave(request: Request, _form: Filled) -> Response:
    """Out, in this browser."""
    with acting(request) as desk:
        office_sessions.end(desk.session, desk.here.digest, now=desk.now)
    return login_door.go_out(login_door.go(request, LOGIN))


@room.act("/ra-moi-noi", Right.LOOK, open_to=OpenTo.HALF)
def leave_everywhere(request: Request, _form: Filled) -> Response:
    """Out, in every browser of this officer."""
    with acting(request) as desk:
        officer = desk.officer
        office_sessions.end_all(desk.session, officer.id, now=desk.now, by=officer.name)
    return login_door.go_out(login_door.go(request, LOGIN))


def _write(request: Request, mail: str, onward: str) -> None:
    """The letter, for whoever is an officer. Whoever asked has had the answer: we try again ourselves."""
    for left in reversed(range(TRIES)):
        try:
            with login_door.at_the_door(request) as session:
                browser, now = login_door.browser_of(request), clock.now(session)
                officer_acts.send_link(session, mail, browser, onward, now=now)
            return
        except Exception as error:
            if not left or not crossed(error):
                log.exception("a login link was not written")
                return


def _found(request: Request, session: Session, token: str, now: datetime, *, used: bool) -> LoginLink:
    take = login_links.use if used else login_links.look
    try:
        return take(session, token[:LONGEST_TOKEN], login_door.browser_of(request), now)
    except Refusal:
        raise login_door.wrong_link(request) from None


def _status(found: LoginLink) -> int:
    return {LinkState.GOOD: 200, LinkState.ELSEWHERE: 403, LinkState.OVER: 410}[found.state]
