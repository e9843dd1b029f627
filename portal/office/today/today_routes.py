"""The first page of the office."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from models.org import units
from models.plans import plans
from models.views.plan_views import PlanRecord
from portal.office.web.desk import Desk, reading
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room

room = Room()


@room.page("", Right.LOOK)
def today(request: Request) -> Response:
    """Plans with their progress, and what waits for me."""
    with reading(request) as desk:
        return office_page(request, desk, "today.html", plans=_mine(desk))


def _mine(desk: Desk) -> list[PlanRecord]:
    """The plans of the subtrees that the officer may look at, by the tree of today."""
    known = plans.all_plans(desk.session)
    above = units.ancestors(desk.session, {plan.issuer for plan in known}, day_of(desk.now))
    return [
        plan for plan in known if desk.officer.may(Right.LOOK, {plan.issuer, *above.get(plan.issuer, ())})
    ]
