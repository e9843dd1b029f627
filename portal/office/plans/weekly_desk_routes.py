"""The letter of the week of an office: as it would be now, on paper, and whether it is sent on Mondays."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from cascade.reports import weekly
from documents.office.weekly_page import weekly_page
from models.org import names_in_time
from models.views.plan_views import PlanState
from portal.office.plans.plan_list_routes import mine
from portal.office.plans.plan_sight import may_at
from portal.office.plans.take_away_routes import turn
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from services.figures import weekly_letter

room = Room()
PATH = "/ban-tin/{office_code}"


@room.page("/ban-tin", Right.LOOK)
def weekly_offices(request: Request) -> Response:
    """The offices of the running plans, with who gets one."""
    with reading(request) as desk:
        codes, on = _offices(desk), set(weekly_letter.offices(desk.session))
        called = names_in_time.known(desk.session, codes)
        lines = sorted((called.on(code, day_of(desk.now)), code, code in on) for code in codes)
        return office_page(request, desk, "weekly_offices.html", lines=lines)


@room.page(PATH, Right.LOOK)
def weekly_of(request: Request, office_code: str) -> Response:
    """What it would say now; the switch for whoever may press there."""
    with reading(request) as desk:
        _need(desk, office_code)
        lang = office_speech(request, desk.officer.lang).lang
        letter = weekly_letter.letter(desk.session, office_code, desk.now)
        parts = (
            ("done", list(weekly.done(letter, lang))),
            ("owed", list(weekly.late(letter, lang))),
            ("coming", list(weekly.coming(letter, lang))),
        )
        return office_page(
            request,
            desk,
            "weekly.html",
            letter=letter,
            title=weekly.title(letter),
            parts=parts,
            code=office_code,
            on=weekly_letter.is_on(desk.session, office_code),
            may_switch=desk.may(Right.PRESS, office_code),
        )


@room.page(PATH + "/trang-in.pdf", Right.LOOK)
def weekly_paper(request: Request, office_code: str) -> Response:
    """The same as one page to print."""
    with turn(), reading(request) as desk:
        _need(desk, office_code)
        lang = office_speech(request, desk.officer.lang).lang
        letter = weekly_letter.letter(desk.session, office_code, desk.now)
        body = b"" if request.method == "HEAD" else weekly_page(letter, lang)
    return Response(body, headers=to_keep("ban-tin-tuan.pdf"), media_type="application/pdf")


@room.act(PATH, Right.PRESS)
def switch_weekly(request: Request, office_code: str, form: Filled) -> Response:
    """Send it every Monday, or no longer."""
    with acting(request) as desk:
        _need(desk, office_code)
        on = form.get("on") == "1"
        weekly_letter.switch(desk.session, office_code, on, now=desk.now, by=desk.officer.name)
        return RedirectResponse(desk.href("ban-tin", office_code), 303)


def _offices(desk: Desk) -> set[str]:
    """Issuers and following offices of the running plans, and whoever has it on, that the officer may see."""
    running = mine(desk, PlanState.RUNNING)
    named = {code for plan in running for code in (plan.issuer, plan.desk) if code}
    return may_at(desk, named | set(weekly_letter.offices(desk.session)))


def _need(desk: Desk, code: str) -> None:
    desk.need(code)
    if code not in _offices(desk):
        raise TurnAway(404, "error.no_page")
