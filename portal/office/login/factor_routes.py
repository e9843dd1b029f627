"""The second factor of whoever has an authenticator: asked when they come in, and before what binds many."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from cascade.org.office_roles import Right
from models.org.officers import office_sessions, second_factors
from models.org.officers.second_factors import CodeFate
from portal.office.login import login_door
from portal.office.web.desk import Desk, OpenTo, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.counter import counter_of, stranger
from portal.web.refusals import TurnAway
from services.office import factor_acts

LONGEST = 40
"""Letters of a code with all its spaces and dashes."""
room = Room()


@room.page("/ma-dang-nhap", Right.LOOK, open_to=OpenTo.HALF)
def ask_code(request: Request) -> Response:
    """Which code, and what to do without the telephone."""
    onward = login_door.onward_path(request.query_params.get("tiep", ""))
    with reading(request) as desk:
        if not _asked(desk):
            return login_door.lead_on(request, onward)
        return _page(request, desk, onward)


@room.act("/ma-dang-nhap", Right.LOOK, open_to=OpenTo.HALF)
def show_code(request: Request, form: Filled) -> Response:
    """In, or one more try. Whoever has shown it already goes on: the button was pressed twice."""
    onward = login_door.onward_path(form.get("tiep", ""))
    with acting(request) as desk:
        if not _asked(desk):
            return login_door.lead_on(request, onward)
        if counter_of(request).door.waits(stranger(request)):
            raise TurnAway(429, "error.too_many")
        shown = factor_acts.show(desk.session, desk.here, form.get("ma", "")[:LONGEST], now=desk.now)
        if shown.counts:
            return login_door.lead_on(request, onward)
        if shown is CodeFate.WRONG:
            counter_of(request).door.wrong(stranger(request))
        return _page(request, desk, onward, shown)


def _asked(desk: Desk) -> bool:
    """Whether there is something to show: none yet in this session, or too long ago for what is to come."""
    stale = desk.here.proved_at < desk.now - office_sessions.PROVED
    return desk.here.paired and (desk.here.half or stale)


def _page(request: Request, desk: Desk, onward: str, shown: CodeFate | None = None) -> Response:
    left, until = second_factors.tries_left(desk.session, desk.officer.id, desk.now)
    status = 429 if until else 422 if shown else 200
    facts = {"onward": onward, "shown": shown, "left": left, "until": until, "half": desk.here.half}
    return office_page(request, desk, "factor_code.html", status, **facts)
