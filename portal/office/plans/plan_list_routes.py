"""All plans an officer may look at: running or closed, with their progress and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from cascade.lang.nearest import bare
from cascade.org.office_roles import Right
from cascade.reports.obligation_states import RECEIVED, ObligationState, Shown
from models.plans import plans
from models.stats import plan_counts, plan_dates
from models.views.plan_views import PlanRecord, PlanState
from portal.office.plans.plan_sight import called, may_at
from portal.office.web.desk import Desk, reading
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room

room = Room()
MOST_PLANS = 100
SHOW = {"dang-chay": PlanState.RUNNING, "da-ket-thuc": PlanState.CLOSED}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in a list."""

    plan: PlanRecord
    name: str
    counts: Mapping[str, int]
    next_due: datetime | None

    @property
    def expected(self) -> int:
        """How many duties of units count."""
        off = self.counts.get(ObligationState.EXEMPT, 0) + self.late
        return sum(self.counts.values()) - off

    @property
    def received(self) -> int:
        """For how many of them a report is in."""
        return sum(self.counts.get(state, 0) for state in RECEIVED)

    @property
    def late(self) -> int:
        """How many are owed after their date."""
        return self.counts.get(Shown.LATE, 0)


@room.page("/ke-hoach", Right.LOOK)
def plan_index(request: Request, xem: str = "dang-chay", tim: str = "") -> Response:
    """The running ones first; another choice shows the closed ones."""
    shown = xem if xem in SHOW else "dang-chay"
    with reading(request) as desk:
        found = [plan for plan in mine(desk, SHOW[shown]) if _matches(plan, tim)]
        lines = lines_of(desk, found[:MOST_PLANS])
        return office_page(
            request, desk, "plans.html", lines=lines, shown=shown, words=tim[:200], total=len(found)
        )


def mine(desk: Desk, state: PlanState | None = None) -> list[PlanRecord]:
    """The plans, or those in that state, whose issuer the officer may look at, by the tree of today."""
    known = plans.in_state(desk.session, state) if state else plans.all_plans(desk.session)
    allowed = may_at(desk, {plan.issuer for plan in known})
    return [plan for plan in known if plan.issuer in allowed]


def lines_of(desk: Desk, some: Collection[PlanRecord]) -> list[PlanLine]:
    """The plans with how they stand."""
    numbers = [plan.id for plan in some]
    counts = plan_counts.standing(desk.session, numbers, desk.now)
    dates = plan_dates.next_due(desk.session, numbers, desk.now)
    return [PlanLine(plan, called(plan), counts[plan.id], dates.get(plan.id)) for plan in some]


def _matches(plan: PlanRecord, words: str) -> bool:
    told = " ".join((plan.code, plan.number or "", plan.issuer_name, called(plan)))
    return bare(words[:200]) in bare(told)
