"""Closing a plan: what is still open, whom it tells, and why; nobody is reminded any more afterwards."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.office_roles import Right
from cascade.reports import secrecy
from models.changes import closing
from models.obligations import obligations
from models.plans import typed_reasons
from models.views.plan_views import PlanRecord, PlanState
from models.views.second_views import SecondAct
from portal.office.issuing.amend_routes import number_in
from portal.office.issuing.found import answered, confirmed_or_asked, found_plan, may_go_on, second_facts
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from services.issuing import close_plan

room = Room()
SHOWN = 50


@room.page("/ke-hoach/{plan_id}/ket-thuc", Right.ISSUE)
def look(request: Request, plan_id: int) -> Response:
    """What is open and whom it tells."""
    with reading(request) as desk:
        return _page(request, desk, found_plan(desk, plan_id))


@room.act("/ke-hoach/{plan_id}/ket-thuc/lam", Right.ISSUE, fresh=True)
def do(request: Request, plan_id: int, form: Filled) -> Response:
    """Closed, or asked of a second officer."""
    try:
        with acting(request) as desk:
            plan = found_plan(desk, plan_id)
            why = typed_reasons.reason(desk.session, plan.code, form.get("why", ""))
            seen = str(plan.revision)
            if form.get("seen", "") != seen:
                what = Told("đã được điều chỉnh từ khi trang được mở", "amended since the page was opened")
                raise Refusal(plan.short, what, Told("xem lại rồi làm lại", "look again, then repeat"))
            word = confirmed_or_asked(
                desk,
                SecondAct.CLOSE,
                plan.issuer,
                seen=seen,
                title=plan.title,
                plan_id=plan_id,
                more={"why": why},
            )
            if not may_go_on(desk, word):
                return RedirectResponse(desk.href("ke-hoach", plan_id, "ket-thuc"), 303)
            by = desk.officer.name
            close_plan.close(desk.session, plan.code, now=desk.now, by=by, why=why, confirmed=word)
            return RedirectResponse(desk.href("ke-hoach", plan_id, "ket-thuc"), 303)
    except Refusal as refusal:
        trouble = refusal
    with reading(request) as desk:
        return _page(request, desk, found_plan(desk, plan_id), trouble, form.get("why", ""))


@room.act("/ke-hoach/{plan_id}/ket-thuc/tra-loi", Right.ISSUE)
def answer(request: Request, plan_id: int, form: Filled) -> Response:
    """The second officer does not confirm, or the first one takes it back."""
    try:
        with acting(request) as desk:
            plan = found_plan(desk, plan_id)
            answered(desk, number_in(form), plan.issuer, form.get("why_not", ""))
            return RedirectResponse(desk.href("ke-hoach", plan_id, "ket-thuc"), 303)
    except Refusal as refusal:
        trouble = refusal
    with reading(request) as desk:
        return _page(request, desk, found_plan(desk, plan_id), trouble)


def _page(
    request: Request, desk: Desk, plan: PlanRecord, trouble: Refusal | None = None, why: str = ""
) -> Response:
    facts: dict[str, Any] = second_facts(desk, SecondAct.CLOSE, plan_id=plan.id)
    still, units, first = closing.beforehand(desk.session, plan.id, SHOWN)
    rows = obligations.some(desk.session, first, desk.now).values()
    waits = facts["waits"]
    facts |= {
        "plan": plan,
        "closed": plan.state is PlanState.CLOSED,
        "rows": [
            (row, secrecy.action(row.action, number=row.requirement, secret=row.secret)) for row in rows
        ],
        "open_in_all": still,
        "told_in_all": units,
        "wrong": trouble,
        "why": why or (str(waits.body.get("why", "")) if waits is not None else ""),
    }
    return office_page(request, desk, "close.html", 422 if trouble else 200, **facts)
