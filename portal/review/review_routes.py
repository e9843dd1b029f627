"""One report of a unit below: read, accepted or returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from models.obligations import reports
from models.plans import plans
from portal.duty.access import duty_below
from portal.duty.answer import Answer, read_return
from portal.duty.duty_page import DutySheet
from portal.duty.form_fields import Notice
from portal.duty.sum_view import sum_view
from portal.review import behalf_routes, desk_routes, export_routes, part_routes, sheet_routes
from portal.review.desk_page import BELOW
from portal.web.form_input import Number, Typed
from portal.web.pages import page
from portal.web.visit import Here, Visit, acting, looking
from services import decisions

router = desk_routes.router
"""One for the room: the addresses with a word in them come before those with a number."""
PARTS, BEHALF = part_routes.PARTS, behalf_routes.PATH
ROOM = (desk_routes, sheet_routes, export_routes, part_routes, behalf_routes)
"""What else hangs on the router."""

STALE = Notice("review.stale", "wait")


@router.api_route("/d/{token}/truc-thuoc/{obligation_id}", methods=["GET", "HEAD"])
def review(request: Request, token: str, obligation_id: Number) -> Response:
    """One report of a unit below."""
    with looking(request, token) as visit:
        return _page(request, token, visit, duty_below(request, visit, obligation_id))


@router.post("/d/{token}/truc-thuoc/{obligation_id}/chap-nhan")
def accept(request: Request, token: str, obligation_id: Number, typed: Typed) -> Response:
    """The report that was on the page is accepted; if another came meanwhile, it is shown first."""
    with acting(request, token) as visit:
        asked = _in_hand(request, visit, obligation_id)
        if _waits(asked, typed):
            decisions.accept(
                visit.session,
                obligation_id,
                now=visit.now,
                by=visit.caller.name,
                seen=asked.seen,
                office=visit.caller.unit,
            )
        elif asked.standing.key != "state.accepted":
            return _page(request, token, visit, asked, 409, notice=STALE)
    return _back(request, token, obligation_id)


@router.post("/d/{token}/truc-thuoc/{obligation_id}/tra-lai")
def give_back(request: Request, token: str, obligation_id: Number, typed: Typed) -> Response:
    """The report goes back with a reason, and a day if one is given."""
    with acting(request, token) as visit:
        asked = _in_hand(request, visit, obligation_id)
        if _waits(asked, typed):
            hidden = plans.hidden(visit.session, asked.detail.row.plan_id)
            answer, until = read_return(typed, day_of(visit.now), hidden)
            if answer.problems:
                return _page(request, token, visit, asked, 422, typed, answer)
            _return(visit, obligation_id, answer.note, until, asked.seen)
        elif asked.standing.key != "state.returned":
            return _page(request, token, visit, asked, 409, typed, notice=STALE)
    return _back(request, token, obligation_id)


def _in_hand(request: Request, visit: Visit, obligation_id: int) -> DutySheet:
    """The duty as it stands, and as it will stand until this visit ends."""
    duty_below(request, visit, obligation_id)
    reports.hold(visit.session, obligation_id)
    return duty_below(request, visit, obligation_id)


def _return(visit: Visit, obligation_id: int, reason: str, until: date | None, seen: int) -> None:
    decisions.send_back(
        visit.session,
        obligation_id,
        reason=reason,
        until=until,
        now=visit.now,
        by=visit.caller.name,
        seen=seen,
        office=visit.caller.unit,
    )


def _waits(asked: DutySheet, typed: Mapping[str, str]) -> bool:
    """Whether the report that the reader saw is still the one that waits to be decided."""
    return _may_decide(asked) and typed.get("seen") == str(asked.seen)


def _may_decide(asked: DutySheet) -> bool:
    return asked.standing.key == "state.submitted"


def _page(
    request: Request,
    token: str,
    visit: Visit,
    asked: DutySheet,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    answer: Answer | None = None,
    notice: Notice | None = None,
) -> Response:
    here, number = Here.of(request, token), str(asked.detail.row.id)
    return page(
        request,
        "review.html",
        status,
        sheet=asked,
        below=sum_view(visit.session, asked.detail, lambda name: here.unit(BELOW, number, PARTS, name)),
        now=visit.now,
        here=here,
        may_decide=_may_decide(asked),
        for_them=here.unit(BELOW, number, BEHALF) if asked.standing.may_report else "",
        typed=typed or {},
        answer=answer,
        notice=notice,
    )


def _back(request: Request, token: str, obligation_id: int) -> Response:
    return RedirectResponse(Here.of(request, token).unit(BELOW, str(obligation_id)), 303)
