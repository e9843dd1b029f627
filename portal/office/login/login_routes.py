"""Coming into the office and leaving it."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.org.office_roles import Right
from models.org.officers import office_sessions
from portal.office.web.desk import COOKIE, LOGIN, acting
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_speech, plain_page
from portal.office.web.room import Room

room = Room()


@room.router.api_route("/dang-nhap", methods=["GET", "HEAD"])
def ask(request: Request) -> Response:
    """Who are you?"""
    return plain_page(request, office_speech(request), "login.html")


@room.act("/ra", Right.LOOK)
def leave(request: Request, _form: Filled) -> Response:
    """Out, in this browser."""
    with acting(request) as desk:
        office_sessions.end(desk.session, desk.here.digest, now=desk.now)
    return _gone(f"{desk.root}{LOGIN}")


@room.act("/ra-moi-noi", Right.LOOK)
def leave_everywhere(request: Request, _form: Filled) -> Response:
    """Out, in every browser of this officer."""
    with acting(request) as desk:
        officer = desk.officer
        office_sessions.end_all(desk.session, officer.id, now=desk.now, by=officer.name)
    return _gone(f"{desk.root}{LOGIN}")


def _gone(path: str) -> Response:
    answer = RedirectResponse(path, 303)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer
