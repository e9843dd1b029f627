"""The desk of a unit above: its list, filtered and paged, and several reports accepted at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from models.contacts import contact_requests
from models.obligations.below import desk_lines
from models.org import names_in_time
from portal.duty.asking import ask_answer_routes
from portal.duty.form_fields import Notice
from portal.review import desk_page
from portal.review.desk_page import BELOW, DeskAsked
from portal.web.form_input import Typed
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, acting, looking
from services.answers.below import accept_many
from services.answers.below.accept_many import AcceptedMany

router = APIRouter()

NOTHING = AcceptedMany((), ())
_BOX = "r_"
"""Names the box of a report: r_17=2 is report 2 of duty 17, as it was read."""


@router.api_route("/d/{token}/truc-thuoc", methods=["GET", "HEAD"])
def show(request: Request, token: str) -> Response:
    """The late ones first, then the reports that wait to be read; or the list that was asked for."""
    with looking(request, token) as visit:
        asked = desk_page.asked_by(request)
        done = request.query_params.get("da-nhan", "")
        notice = None
        if done.isascii() and done.isdigit() and len(done) < 4:
            notice = Notice("below.accepted", "good", {"count": int(done)})
        return _page(request, token, visit, asked, notice=notice)


@router.post("/d/{token}/truc-thuoc/tiep-nhan")
def accept(request: Request, token: str, typed: Typed) -> Response:
    """Accept what was ticked: each that can be, or all of them or none; who changed meanwhile is named."""
    asked = DeskAsked.of(typed)
    with acting(request, token) as visit:
        chosen = _chosen(typed)
        if not chosen:
            return _page(request, token, visit, asked, 422, notice=Notice("below.none_chosen", "bad"))
        if chosen.keys() - desk_lines.decided_by(visit.session, visit.caller.unit, chosen):
            raise TurnAway(403, "error.not_yours")
        together = typed.get("how") == "all"
        done = accept_many.accept_many(
            visit.session,
            chosen,
            together=together,
            office=visit.caller.unit,
            now=visit.now,
            by=visit.caller.name,
        )
        if done.left:
            notice = Notice(
                "below.none_accepted" if together else "below.some_accepted",
                "wait",
                {"count": len(done.accepted), "left": len(done.left)},
            )
            return _page(request, token, visit, asked, 409 if together else 200, notice=notice, done=done)
    back = asked.address(Here.of(request, token), **{"da-nhan": len(done.accepted)})
    return RedirectResponse(back, 303)


def _chosen(typed: Mapping[str, str]) -> dict[int, int]:
    """Duty -> number of the report that was seen, of each box that is ticked; nonsense is none."""
    found = {}
    for name, seen in typed.items():
        number = name.removeprefix(_BOX)
        if name.startswith(_BOX) and _counts(number) and _counts(seen):
            found[int(number)] = int(seen)
    return found


def _counts(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _page(
    request: Request,
    token: str,
    visit: Visit,
    asked: DeskAsked,
    status: int = 200,
    *,
    notice: Notice | None = None,
    done: AcceptedMany = NOTHING,
) -> Response:
    session, unit, now = visit.session, visit.caller.unit, visit.now
    here = replace(Here.of(request, token), suffix=f"?lang={asked.lang}" if asked.lang else "")
    wanting = sorted(contact_requests.below(session, unit, day_of(now)))
    called = names_in_time.known(session, set(wanting))
    return page(
        request,
        "below.html",
        status,
        caller=visit.caller,
        here=here,
        sheet=desk_page.sheet(session, unit, asked, now, here, speech(request)),
        picks=desk_page.PICKS,
        asked=[(called.on(code, day_of(now)), here.unit("dau-moi", code)) for code in wanting],
        questions=ask_answer_routes.below(visit, here, speech(request)),
        notice=notice,
        left=[(one, here.unit(BELOW, str(one.row.id))) for one in done.left],
    )
