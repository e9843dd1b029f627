"""How a plan stands with all that follow it: levels, days, figures and the sentence that papers write."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from cascade.reports import secrecy
from models.org.clients import client_lists
from models.plans import plans
from models.views.plan_views import PlanRecord
from portal.api import told_shapes
from portal.api.api_frame import ApiRoom, answer, reading
from portal.api.api_shapes import CountsShape
from portal.api.reading_routes import known_plan
from portal.web.form_input import Number
from portal.web.pages import speech
from portal.web.refusals import TurnAway
from services.figures import plan_figures
from services.figures.plan_figures import PlanFigures

room = ApiRoom("results")
Requirement = Annotated[str | None, Query(min_length=1, max_length=200, description="one of the plan alone")]
Alone = Annotated[bool, Query(description="without the plans that follow it")]


class LevelShape(BaseModel):
    """All units of one level."""

    level: str
    counts: CountsShape


class DayShape(BaseModel):
    """One day in Việt Nam: what fell due at one level, and what came in."""

    day: date
    level: str
    due: int
    received: int
    late: Annotated[int, Field(description="of what came in, after its date")]


class TotalShape(BaseModel):
    """One figure over all reports that count."""

    label: str
    value: int
    of: Annotated[int | None, Field(description="the sum of its totals in the same reports")]
    reports: int


class FollowerShape(BaseModel):
    """A plan that follows, and how it stands by itself."""

    plan: int
    code: str
    number: str | None
    title: str
    issuer: str
    depth: Annotated[int, Field(description="1: it follows this very plan; more: through others")]
    counts: CountsShape


class ResultsShape(BaseModel):
    """A plan as it stands now, with all that follow it."""

    plan: int
    plan_code: str
    sentence: Annotated[str, Field(description="all of it as papers write it, by Accept-Language")]
    counts: CountsShape
    own: Annotated[CountsShape, Field(description="without the plans that follow it")]
    levels: list[LevelShape]
    figures: list[TotalShape]
    days: list[DayShape]
    followers: list[FollowerShape]


@room.look("/plans/{plan_id}/results", ResultsShape)
def show_results(
    request: Request, plan_id: Number, requirement: Requirement = None, alone: Alone = False
) -> Response:
    """For the program of whoever issued the plan, or stands above; others have the roll-up of their units."""
    lang = speech(request).lang
    with reading(request) as seat:
        known = known_plan(seat, plan_id)
        if not client_lists.holds(seat.session, seat.client.unit, known.issuer, seat.today):
            raise TurnAway(404, "api.not_there")
        frozen = plans.frozen(seat.session, known)
        found = plan_figures.look(seat.session, frozen, seat.now, requirement=requirement, alone=alone)
        shape = _shape(known, found, lang)
        shape.days = [
            DayShape(day=one.day, level=one.level.value, due=one.due, received=one.received, late=one.late)
            for one in plan_figures.days(seat.session, found)
        ]
        told = {"Content-Language": lang, "Vary": "Authorization, Accept-Language"}
        return answer(request, shape, 200, **told)


def _shape(known: PlanRecord, found: PlanFigures, lang: str) -> ResultsShape:
    whole, secret = found.whole, known.secret
    totals = [
        TotalShape(label=one.label, value=one.value, of=one.of, reports=one.reports) for one in whole.figures
    ]
    return ResultsShape(
        plan=known.id,
        plan_code=known.code,
        sentence=secrecy.content(found.sentence.said(lang), secret, ""),
        counts=told_shapes.counts(whole.counts),
        own=told_shapes.counts(found.own.counts),
        levels=[
            LevelShape(level=one.level.value, counts=told_shapes.counts(one.counts)) for one in whole.levels
        ],
        figures=secrecy.content(totals, secret, []),
        days=[],
        followers=[_follower(one.follower.plan, one.follower.depth, one) for one in found.followers],
    )


def _follower(plan: PlanRecord, depth: int, one: plan_figures.FollowingPlan) -> FollowerShape:
    told = told_shapes.plan(plan)
    return FollowerShape(
        plan=plan.id,
        code=plan.code,
        number=plan.number,
        title=told.title,
        issuer=plan.issuer,
        depth=depth,
        counts=told_shapes.counts(one.counts),
    )
