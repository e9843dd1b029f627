"""The page of what waits for a second officer: mine to confirm, and what I have asked for."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from cascade.org.office_roles import Right
from models.views.second_views import Second, SecondAct
from portal.office.web.desk import Desk, reading
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from services.issuing import second_officer

room = Room()
_PAGES = {SecondAct.ISSUE: "ban-hanh", SecondAct.AMEND: "dieu-chinh", SecondAct.CLOSE: "ket-thuc"}


@room.page("/xac-nhan-hai-nguoi", Right.ISSUE)
def waiting(request: Request) -> Response:
    """Each with the way to the page that the first officer saw."""
    with reading(request) as desk:
        yours = second_officer.waiting_for(desk.session, desk.officer, desk.now)
        mine = second_officer.asked_by(desk.session, desk.officer)
        refused = second_officer.not_confirmed(desk.session, desk.officer, desk.now)
        return office_page(
            request,
            desk,
            "second.html",
            refused=[(one.second, _page_of(desk, one.second), one.by) for one in refused],
            yours=[(one, _page_of(desk, one), second_officer.last_day(desk.session, one)) for one in yours],
            mine=[(one, _page_of(desk, one), second_officer.last_day(desk.session, one)) for one in mine],
        )


def _page_of(desk: Desk, one: Second) -> str:
    if one.draft_id is not None:
        return desk.href("van-ban", one.draft_id, _PAGES[one.act])
    return desk.href("ke-hoach", one.plan_id, _PAGES[one.act])
