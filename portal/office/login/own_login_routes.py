"""Coming in with the account of the organisation: there, and back with a proof bound to this browser."""

from __future__ import annotations

import hmac
import logging
from dataclasses import asdict

from fastapi import Request
from itsdangerous import BadData, URLSafeSerializer
from starlette.responses import RedirectResponse, Response

from models.database import clock
from models.org.officers import officers
from portal.office.login import login_door, own_login
from portal.office.login.login_routes import let_in
from portal.office.login.own_login import LoginErrand, LoginFailed
from portal.office.web.room import Room
from portal.web.counter import counter_of
from portal.web.refusals import TurnAway
from settings import catalogue

COOKIE = "__Host-dondoc-oidc"
SECONDS = 600
"""For the officer, to log in there."""
BACK = "/van-phong/oidc/ve"
OIDC = "oidc"
"""The way in, as sessions keep it."""
room = Room()
log = logging.getLogger("dondoc.portal")
# The cookie is the browser's own: what it says is held against the answer, and nobody is trusted by it.
_written = URLSafeSerializer("the errand of a browser")


@room.router.api_route("/oidc", methods=["GET"])
def go_there(request: Request) -> Response:
    """To the login of the organisation. `lai`: even whoever is logged in there shows it again."""
    _there(request)
    asked = request.query_params
    errand = LoginErrand.new(login_door.onward_path(asked.get("tiep", "")))
    own = counter_of(request).own_login
    try:
        url = own_login.way_there(own, _back(), errand, again="lai" in asked)
    except LoginFailed as failed:
        return _say(request, failed)
    kept = str(_written.dumps(asdict(errand)))
    return login_door.keep(RedirectResponse(url, 303), COOKIE, kept, SECONDS)


@room.router.api_route("/oidc/ve", methods=["GET"])
def come_back(request: Request) -> Response:
    """Back: in, if it is the answer to what this browser asked, and an officer has that mailbox."""
    _there(request)
    try:
        errand = _errand(request)
        came = own_login.who_came(counter_of(request).own_login, _back(), errand, _code(request))
    except LoginFailed as failed:
        return _forget(_say(request, failed))
    with login_door.at_the_door(request) as session:
        now, officer = clock.now(session), officers.by_mail(session, came.mail)
        if officer is None:
            return _forget(_say(request, LoginFailed("login.own_stranger")))
        answer = let_in(request, session, officer.id, OIDC, errand.onward, now, factored=came.factored)
        return _forget(answer)


def _there(request: Request) -> None:
    if not counter_of(request).own_login.issuer:
        raise TurnAway(404, "error.no_page")


def _back() -> str:
    return f"{catalogue.PORTAL_URL.get()}{BACK}"


def _errand(request: Request) -> LoginErrand:
    """What this browser set out with. Whatever else comes back was asked for somewhere else."""
    try:
        errand = LoginErrand(**_written.loads(request.cookies.get(COOKIE, "")[:4_000]))
    except (BadData, TypeError):
        raise LoginFailed("login.own_late", "no errand") from None
    if not hmac.compare_digest(errand.state.encode(), request.query_params.get("state", "").encode()):
        raise LoginFailed("login.own_late", "another state")
    return errand


def _code(request: Request) -> str:
    if request.query_params.get("error") or not request.query_params.get("code"):
        raise LoginFailed("login.own_refused", request.query_params.get("error", "")[:40])
    return request.query_params["code"]


def _say(request: Request, failed: LoginFailed) -> Response:
    """One clear line, and the other way in."""
    log.warning("login with the organisation's account failed: %s", failed)
    ours = {"login.own_silent": 502, "login.own_wrong": 502}
    return login_door.door_page(request, "login_failed.html", ours.get(failed.key, 403), why=failed.key)


def _forget(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer
