"""The page of a unit above: who below is late, what waits to be read, accepted or returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from models.contacts import contact_requests
from models.obligations import reports
from models.obligations.below import subordinates
from models.org import names_in_time
from models.plans import plans
from models.views.obligation_views import ObligationView
from portal.duty.access import duty_below
from portal.duty.answer import Answer, read_return
from portal.duty.duty_page import DutySheet
from portal.duty.form_fields import Notice
from portal.unit.entries import ListGroup, entry
from portal.web.form_input import Number, Typed
from portal.web.pages import page, speech
from portal.web.visit import Here, Visit, acting, looking
from services import decisions

router = APIRouter()

MOST = 50
"""Lines under one heading; a committee with more late units than that reads the first fifty first."""
BELOW = "truc-thuoc"
STALE = Notice("review.stale", "wait")


@router.api_route("/d/{token}/truc-thuoc", methods=["GET", "HEAD"])
def show(request: Request, token: str) -> Response:
    """The late ones first, then the reports that wait to be read."""
    with looking(request, token) as visit:
        session, unit, now = visit.session, visit.caller.unit, visit.now
        _, late, sent = subordinates.counts(session, unit, now)
        here = Here.of(request, token)
        groups = [
            _group(request, "late", subordinates.late(session, unit, now, MOST), late, now, here),
            _group(request, "sent", subordinates.waiting(session, unit, now, MOST), sent, now, here),
        ]
        asked = [
            (names_in_time.today(session, code, now), here.unit("dau-moi", code))
            for code in sorted(contact_requests.below(session, unit, day_of(now)))
        ]
        return page(request, "below.html", caller=visit.caller, here=here, groups=groups, asked=asked)


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


def _group(
    request: Request, key: str, rows: list[ObligationView], total: int, now: datetime, here: Here
) -> ListGroup:
    t = speech(request)
    lines = tuple(entry(row, now, here.unit(BELOW, str(row.id)), t) for row in rows)
    return ListGroup(key, lines, total)


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
    return page(
        request,
        "review.html",
        status,
        sheet=asked,
        now=visit.now,
        here=Here.of(request, token),
        may_decide=_may_decide(asked),
        typed=typed or {},
        answer=answer,
        notice=notice,
    )


def _back(request: Request, token: str, obligation_id: int) -> Response:
    return RedirectResponse(Here.of(request, token).unit(BELOW, str(obligation_id)), 303)
