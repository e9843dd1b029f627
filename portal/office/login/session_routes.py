"""The officer's own page: what they may do, where they are in; and showing again who one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from models.org import names_in_time
from models.org.officers import office_sessions, second_factors
from models.views.office_views import Officer
from portal.office.login import login_door
from portal.office.web.desk import Desk, OpenTo, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.counter import counter_of
from services.office import officer_acts

room = Room()
SENT, ENOUGH = "roi", "du"


@room.page("/toi", Right.LOOK)
def me(request: Request) -> Response:
    """Who I am here, and in which browsers I am in."""
    with reading(request) as desk:
        facts: dict[str, Any] = {
            "grants": named_grants(desk, desk.officer),
            "unit": _named(desk, {desk.officer.unit or ""}).get(desk.officer.unit or "", ""),
            "paired": second_factors.of(desk.session, desk.officer.id),
            "sessions": office_sessions.open_ones(desk.session, desk.officer.id, desk.now),
        }
        return office_page(request, desk, "me.html", **facts)


@room.page("/xac-nhan", Right.LOOK, open_to=OpenTo.UNPAIRED)
def prove(request: Request) -> Response:
    """Why you are asked again, and how to show it."""
    asked = request.query_params
    onward = login_door.onward_path(asked.get("tiep", ""))
    own = bool(counter_of(request).own_login.issuer)
    with reading(request) as desk:
        if desk.here.proved_at >= desk.now - office_sessions.PROVED:
            return login_door.lead_on(request, onward)
        if desk.here.paired:
            return RedirectResponse(desk.href("ma-dang-nhap", tiep=onward), 303)
        return office_page(request, desk, "prove.html", onward=onward, own=own, letter=asked.get("gui", ""))


@room.act("/xac-nhan", Right.LOOK, open_to=OpenTo.UNPAIRED)
def send_proof(request: Request, form: Filled) -> Response:
    """A link to one's own mailbox; opened in this browser it leads back to where one came from."""
    onward = login_door.onward_path(form.get("tiep", ""))
    name = login_door.browser_name(request)
    with acting(request) as desk:
        browser = office_sessions.fingerprint(name)
        mail, now = desk.officer.mail, desk.now
        sent = officer_acts.send_link(desk.session, mail, browser, onward, now=now)
    way = desk.href("xac-nhan", tiep=onward, gui=SENT if sent else ENOUGH)
    return login_door.know_by(RedirectResponse(way, 303), name)


def named_grants(desk: Desk, officer: Officer) -> list[tuple[Any, str]]:
    """The roles of an officer, each with the name of the unit it holds for; "" for every unit."""
    names = _named(desk, {grant.subtree for grant in officer.grants})
    return [(grant.role.told, names.get(grant.subtree, grant.subtree)) for grant in officer.grants]


def _named(desk: Desk, codes: set[str]) -> Mapping[str, str]:
    wanted = codes - {""}
    return names_in_time.known(desk.session, wanted).all_on(day_of(desk.now)) if wanted else {}
