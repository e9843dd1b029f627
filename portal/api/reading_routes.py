"""What a program reads: units, plans with their duties and sums, and who it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from cascade.reports import secrecy
from models.org import names_in_time
from models.org.clients import client_lists
from models.plans import duties, plans
from models.stats import rollups
from models.views.plan_views import PlanRecord
from portal.api import cursors, told_shapes
from portal.api.api_frame import ApiRoom, ClientSeat, answer, reading
from portal.api.api_shapes import (
    ClientShape,
    DutyList,
    DutyShape,
    PlanPage,
    PlanShape,
    RollupGroup,
    RollupShape,
    UnitPage,
    UnitShape,
)
from portal.api.cursors import Cursor, Limit
from portal.web.form_input import Number
from portal.web.refusals import TurnAway

room = ApiRoom("plans and units")
Code = Annotated[str, Path(min_length=1, max_length=200)]
By = Annotated[str, Query(pattern="^(branch|level|unit|duty)$", description="branch, level, unit or duty")]


@room.look("/me", ClientShape)
def me(request: Request) -> Response:
    """Whose key this is, and what it may do until when."""
    with reading(request) as seat:
        one = seat.client
        shape = ClientShape(name=one.name, unit=one.unit, scopes=sorted(one.scopes), until=one.until)
        return answer(request, shape)


@room.look("/units", UnitPage)
def list_units(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The unit of the key and all below it, by code."""
    with reading(request) as seat:
        after = cursors.word(cursor)
        found = client_lists.units(seat.session, seat.client.unit, seat.today, after, limit + 1)
        shown = found[:limit]
        onward = cursors.onward(found, limit, shown[-1].code if shown else "")
        return answer(request, UnitPage(items=[told_shapes.unit(one) for one in shown], next=onward))


@room.look("/units/{code}", UnitShape)
def show_unit(request: Request, code: Code) -> Response:
    """One unit."""
    with reading(request) as seat:
        seat.need(code)
        found = client_lists.unit(seat.session, code, seat.today)
        if found is None:
            raise TurnAway(404, "api.not_there")
        return answer(request, told_shapes.unit(found))


@room.look("/plans", PlanPage)
def list_plans(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Plans that are issued by, or ask anything of, the units of the key; the oldest first."""
    with reading(request) as seat:
        after = cursors.number(cursor)
        found = client_lists.plans(seat.session, seat.client.unit, seat.today, after, limit + 1)
        shown = [one for number in found[:limit] if (one := plans.numbered(seat.session, number))]
        onward = cursors.onward(found, limit, shown[-1].id if shown else 0)
        return answer(request, PlanPage(items=[told_shapes.plan(one) for one in shown], next=onward))


@room.look("/plans/{plan_id}", PlanShape)
def show_plan(request: Request, plan_id: Number) -> Response:
    """One plan."""
    with reading(request) as seat:
        return answer(request, told_shapes.plan(known_plan(seat, plan_id)))


@room.look("/plans/{plan_id}/duties", DutyList)
def list_duties(request: Request, plan_id: Number) -> Response:
    """What the plan asks, by duty: dates, figures, what hangs on what."""
    with reading(request) as seat:
        known = known_plan(seat, plan_id)
        found: list[DutyShape] = [
            told_shapes.duty(one, known.secret) for one in duties.records(seat.session, plan_id)
        ]
        return answer(request, DutyList(items=found))


@room.look("/plans/{plan_id}/roll-up", RollupShape)
def roll_up(request: Request, plan_id: Number, by: By = "branch") -> Response:
    """Expected, received, on time, late, and the figures added up."""
    with reading(request) as seat:
        known = known_plan(seat, plan_id)
        return answer(request, _summed(seat, known, by))


def _summed(seat: ClientSeat, known: PlanRecord, by: str) -> RollupShape:
    session, now = seat.session, seat.now
    whole = client_lists.holds(session, seat.client.unit, known.issuer, seat.today)
    units = None if whole else client_lists.codes(session, seat.client.unit, seat.today)
    total = rollups.counts(session, known.id, now, "plan", units)["plan"]
    groups = rollups.counts(session, known.id, now, by, units)
    figures = secrecy.content(rollups.figures(session, known.id, by, units), known.secret, {})
    called = names_in_time.known(session, set(groups) if by in ("branch", "unit") else set())
    return RollupShape(
        plan=known.id,
        plan_code=known.code,
        whole=whole,
        counts=told_shapes.counts(total),
        groups=[
            RollupGroup(
                group=name,
                name=called.on(name, seat.today) if by in ("branch", "unit") else name,
                counts=told_shapes.counts(counted),
                figures=told_shapes.sums(figures.get(name, {})),
            )
            for name, counted in sorted(groups.items())
        ],
    )


def known_plan(seat: ClientSeat, plan_id: int) -> PlanRecord:
    """The plan, for whoever it concerns; for others it is not there."""
    found = plans.numbered(seat.session, plan_id)
    if found is None or not client_lists.concerns(seat.session, seat.client.unit, plan_id, seat.today):
        raise TurnAway(404, "api.not_there")
    return found
