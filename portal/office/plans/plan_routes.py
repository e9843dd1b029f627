"""A plan at a glance: its head, how its branches and duties stand, its conferences, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from cascade.org.format import told_level
from cascade.org.office_roles import Right
from cascade.org.tree import Level
from cascade.plan.typed.levels import told_key
from models.changes import conference_day
from models.plans import duties, revisions
from models.stats import branch_standing
from models.views.plan_views import DutyRecord, PlanRecord, PlanState
from portal.office.gate.board_links import life_page, run_page
from portal.office.plans import take_away_routes
from portal.office.plans.plan_list_routes import PlanLine
from portal.office.plans.plan_sight import called, plan_of
from portal.office.web.desk import reading
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.counter import AskedRun
from portal.web.form_input import Number

room = Room()


@room.page("/ke-hoach/{plan_id}", Right.LOOK)
def plan_page(request: Request, plan_id: Number) -> Response:
    """Everything of one plan that fits on a page; the rest is behind its links."""
    with reading(request) as desk:
        plan = plan_of(desk, plan_id)
        asked = AskedRun.of_mark(request.query_params.get("luot", ""))
        branches = branch_standing.of_plan(desk.session, plan_id, desk.now, plan.closed_at)
        known, by_duty = duties.records(desk.session, plan_id), _by_duty(branches)
        return office_page(
            request,
            desk,
            "plan.html",
            plan=plan,
            name=called(plan),
            line=_line(plan, by_duty, known, desk.now),
            running=plan.state is PlanState.RUNNING,
            branches=branches,
            duties=known,
            by_duty=by_duty,
            told_key=told_key,
            levels={level.value: told_level(level) for level in Level},
            meetings=conference_day.listed(desk.session, plan_id),
            follows=revisions.follows(desk.session, plan_id, plan.revision),
            board=life_page(request, desk, plan.code),
            amended=request.query_params.get("xong") == "dieu-chinh",
            asked=asked,
            run=run_page(request, asked.run) if asked is not None else "",
            may_press=desk.may(Right.PRESS, plan.issuer),
            may_issue=desk.may(Right.ISSUE, plan.issuer),
            kinds=list(take_away_routes.MEDIA),
        )


def _by_duty(branches: branch_standing.BranchStanding) -> Mapping[str, Counter[str]]:
    """The counts of all branches together, by duty."""
    found: dict[str, Counter[str]] = {}
    for (_, duty), counts in branches.cells.items():
        found.setdefault(duty, Counter()).update(counts)
    return found


def _line(
    plan: PlanRecord, by_duty: Mapping[str, Counter[str]], known: Sequence[DutyRecord], now: datetime
) -> PlanLine:
    """The plan as a whole, from the counts of its duties."""
    every: Counter[str] = Counter()
    for counts in by_duty.values():
        every.update(counts)
    coming = (one.due_at for one in known if one.due_at is not None and one.due_at >= now)
    return PlanLine(plan, called(plan), every, min(coming, default=None))
