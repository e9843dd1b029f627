"""The first page of the office: the plans I follow with what comes next, and what waits for me."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from cascade.plan.typed.levels import told_key
from cascade.reports import secrecy
from models.stats import office_waiting, plan_dates
from models.views.plan_views import PlanState
from portal.office.plans.plan_list_routes import lines_of, mine
from portal.office.web.desk import reading
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.i18n import days_between
from services.office import factor_reset

room = Room()
MOST = 10
"""Lines of one kind; the rest is behind a link."""
WEEK = timedelta(days=7)


@room.page("", Right.LOOK)
def today(request: Request) -> Response:
    """Plans with their progress, and what waits for me."""
    with reading(request) as desk:
        running = mine(desk, PlanState.RUNNING)
        numbers, day = [plan.id for plan in running], day_of(desk.now)
        roots = desk.officer.subtrees(Right.LOOK)
        press = desk.officer.has(Right.PRESS)
        waiting = office_waiting.counted(desk.session, roots, desk.officer.id, day)
        reports = office_waiting.reports(desk.session, numbers, roots, day, MOST) if press else []
        asked = office_waiting.questions(desk.session, numbers, roots, desk.now, MOST) if press else []
        keeps = desk.officer.has(Right.OFFICERS) and waiting.resets
        resets = factor_reset.to_confirm(desk.session, desk.officer, desk.now) if keeps else []
        dates = plan_dates.between(desk.session, numbers, desk.now, desk.now + WEEK)
        return office_page(
            request,
            desk,
            "today.html",
            lines=lines_of(desk, running[:MOST]),
            total=len(running),
            names={plan.id: plan.number or plan.code for plan in running},
            dates=[
                (one, secrecy.action(one.name, number=one.key, secret=one.secret)) for one in dates[:MOST]
            ],
            waiting=waiting,
            reports=[(one, days_between(one.since, desk.now) if one.since else 0) for one in reports],
            asked=asked,
            resets=resets,
            told_key=told_key,
            may={right.value: desk.officer.has(right) for right in Right},
        )


def _named(one: plan_dates.PlanDate) -> str:
    """A duty or a conference; a secret one by its number."""
    return secrecy.action(one.name, number=one.key, secret=one.secret)
