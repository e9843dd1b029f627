"""A unit in one plan, and over all plans: what it owes, whom we write to, all that has happened."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from starlette.responses import Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from cascade.plan.typed.levels import told_key
from models.obligations import obligations
from models.org import contact_list, names_in_time, units
from models.plans import plans
from models.stats import unit_history
from models.stats.unit_history import HistoryKind
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanRecord
from portal.office.plans.plan_sight import acts_with_words, called, plan_names
from portal.office.web.desk import Desk, reading
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway

room = Room()
KINDS = {"viec": HistoryKind.ACTS, "thong-bao": HistoryKind.NOTICES, "bao-cao": HistoryKind.REPORTS}
"""What stands behind ?xem= in the address."""


@room.page("/ke-hoach/don-vi/{unit}", Right.LOOK)
def over_all_plans(request: Request, unit: str) -> Response:
    """What a unit owes under every running plan, and all that happened."""
    with reading(request) as desk:
        desk.need(unit)
        if not units.ever(desk.session, unit):
            raise TurnAway(404, "error.no_page")
        return _page(request, desk, unit, None, obligations.of_unit(desk.session, unit, desk.now))


@room.page("/ke-hoach/{plan_id}/don-vi/{unit}", Right.LOOK)
def in_a_plan(request: Request, plan_id: Number, unit: str) -> Response:
    """The same under one plan."""
    with reading(request) as desk:
        desk.need(unit)
        plan = plans.numbered(desk.session, plan_id)
        rows = obligations.rows(desk.session, plan_id, now=desk.now, unit=unit)
        if plan is None or not rows:
            raise TurnAway(404, "error.no_page")
        return _page(request, desk, unit, plan, rows)


def _page(
    request: Request, desk: Desk, unit: str, plan: PlanRecord | None, rows: Sequence[ObligationView]
) -> Response:
    asked = request.query_params.get("xem", "")
    said = request.query_params.get("trang", "")
    at = int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 4 else 1
    a_page, of_plan = unit_history.A_PAGE, plan.id if plan else None
    history = unit_history.events(
        desk.session,
        unit,
        plan_id=of_plan,
        kind=KINDS.get(asked),
        limit=a_page + 1,
        skip=(max(at, 1) - 1) * a_page,
    )
    day = day_of(desk.now)
    return office_page(
        request,
        desk,
        "unit_duties.html",
        unit=unit,
        unit_name=rows[0].unit_name if rows else names_in_time.on(desk.session, unit, day),
        plan=plan,
        name=called(plan) if plan else "",
        rows=rows,
        history=history[:a_page],
        at=max(at, 1),
        more=len(history) > a_page,
        kinds=list(KINDS),
        shown=asked if asked in KINDS else "",
        below=plan is not None and desk.may(Right.LOOK, plan.issuer),
        people=contact_list.serving(desk.session, {unit}, day).get(unit, ()),
        told_key=told_key,
        did=acts_with_words(),
        known={}
        if plan
        else plan_names(desk, [*(row.plan_id for row in rows), *(one.plan_id for one in history)]),
    )
