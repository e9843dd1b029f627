"""The page on which a plan is rehearsed: what would be sent when and to whom, before or after its issue."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from cascade.rehearsal.variants import Answering, Reminding
from portal.office.issuing import rehearse_page
from portal.office.issuing.found import found_plan
from portal.office.issuing.rehearse_page import RehearsalQuery
from portal.office.web.desk import Desk, reading
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from portal.web.counter import counter_of
from services.issuing import rehearse_plan
from services.issuing.rehearse_plan import Rehearsed

room = Room()


@room.page("/ke-hoach/{plan_id}/dien-tap", Right.LOOK)
def rehearse_plan_page(request: Request, plan_id: int) -> Response:
    """A running plan, from its issue on."""
    with reading(request) as desk:
        plan = found_plan(desk, plan_id)
        running = rehearse_plan.running(desk.session, plan.code, desk.now)
        where = {"title": plan.title, "here": ("ke-hoach", plan_id), "versions": (), "may_issue": False}
        return rehearsal_page(
            request, desk, RehearsalQuery.of(request.query_params), lambda _version: running, where
        )


def rehearsal_page(
    request: Request, desk: Desk, wanted: RehearsalQuery, paper: Any, where: dict[str, Any]
) -> Response:
    lang = office_speech(request, desk.officer.lang).lang
    facts: dict[str, Any] = {**where, "wanted": wanted, "answering": Answering, "reminding": Reminding}
    facts |= {"trouble": None, "beside": None, "receivers": None, "found": (), "letters": None}

    def play(one: Any, version: int | None) -> Rehearsed:
        return rehearse_plan.rehearse(desk.session, paper(version), one, desk.now)

    try:
        first = play(wanted.variant, wanted.version)
        facts |= rehearse_page.shown(first, lang)
        if wanted.other is not None:
            facts["beside"] = rehearse_page.beside(first, play(wanted.other, wanted.other_version))
        elif wanted.unit:
            facts |= _of_unit(request, desk, first, wanted, lang)
        elif wanted.day or wanted.occasion:
            facts["receivers"] = rehearse_page.receivers(first, wanted)
    except Refusal as refusal:
        facts["trouble"] = refusal
    status = 422 if facts["trouble"] else 200
    return office_page(request, desk, "rehearse.html", status, **facts)


def _of_unit(
    request: Request, desk: Desk, first: Rehearsed, wanted: RehearsalQuery, lang: str
) -> dict[str, Any]:
    """The letters of the one unit that was meant, or those it may have been."""
    found = rehearse_page.named(first, wanted.unit)
    if len(found) != 1:
        return {"found": found}
    write = counter_of(request).letter
    return {"found": found, "letters": rehearse_page.letters(desk.session, first, found[0][0], lang, write)}
