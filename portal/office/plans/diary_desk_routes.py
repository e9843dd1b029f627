"""A plan in a diary that officers subscribe to: its address, and another one in its place."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.org.office_roles import Right
from models.org.clients import feeds
from portal.office.plans.plan_sight import called, plan_of
from portal.office.web.desk import acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from portal.web.form_input import Number
from services.exports import diary_feeds

room = Room()
PATH = "/ke-hoach/{plan_id}/lich"


@room.page(PATH, Right.LOOK)
def plan_diary(request: Request, plan_id: Number) -> Response:
    """The address, if an officer has asked for one."""
    with reading(request) as desk:
        plan = plan_of(desk, plan_id)
        lang = office_speech(request, desk.officer.lang).lang
        found = feeds.known(desk.session, lang, plan_id=plan_id)
        address = diary_feeds.address(found) if found is not None else ""
        once = address.replace(f"{urlsplit(address).scheme}:", "webcal:", 1) if address else ""
        return office_page(
            request,
            desk,
            "plan_diary.html",
            plan=plan,
            name=called(plan),
            address=address,
            subscribe=once,
            number=found.id if found is not None else 0,
        )


@room.act(PATH, Right.LOOK)
def make_plan_diary(request: Request, plan_id: Number, form: Filled) -> Response:
    """An address; where the one that was on the page still holds, another in its place."""
    with acting(request) as desk:
        plan_of(desk, plan_id)
        lang, by = office_speech(request, desk.officer.lang).lang, desk.officer.name
        found = feeds.known(desk.session, lang, plan_id=plan_id)
        if found is not None and form.get("which") == str(found.id):
            feeds.end(desk.session, found, now=desk.now, by=by)
        feeds.of_plan(desk.session, plan_id, lang, now=desk.now, by=by)
        return RedirectResponse(desk.href("ke-hoach", plan_id, "lich"), 303)
