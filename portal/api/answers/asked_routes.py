"""What units ask about their duties: asked, listed, granted or declined, by programs as through the pages."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal
from models.org.clients import client_lists
from models.plans import asks, typed_reasons
from models.views.ask_views import Ask, AskKind
from models.views.client_views import Scope
from portal.api import cursors
from portal.api.act_frame import beside, named
from portal.api.act_shapes import AskBody, DeclineBody, GrantBody, RecallBody
from portal.api.answers.answer_shapes import AskList, AskPage, AskShape
from portal.api.api_frame import ApiRoom, ClientSeat, acting, answer, reading
from portal.api.cursors import Cursor, Limit
from portal.api.done_once import once
from portal.api.obligation_routes import whole
from portal.api.problems import Problem
from portal.duty.answer import NO_DAY
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services.answers.asking import ask_decisions, unit_asks

room = ApiRoom("asks")
PLACES = {unit_asks.DAY: "until", unit_asks.UNIT: "to_unit", typed_reasons.WHY: "why"}
"""Which field a refusal of the use cases is about."""


@room.look("/asks", AskPage)
def list_asks(request: Request, waits: bool = True, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """What the units of the key have asked, the oldest first; `waits=false`: answered ones, too."""
    with reading(request) as seat:
        session, after = seat.session, cursors.number(cursor)
        found = client_lists.asks(session, seat.client.unit, waits, seat.today, after, limit + 1)
        shown = [_told(one) for one in asks.some(session, found[:limit], seat.now)]
        onward = cursors.onward(found, limit, shown[-1].id if shown else 0)
        return answer(request, AskPage(items=shown, next=onward))


@room.look("/asks/{ask_id}", AskShape)
def show_ask(request: Request, ask_id: Number) -> Response:
    """One of them, and what came of it."""
    with reading(request) as seat:
        return answer(request, _told(_own(seat, ask_id)))


@room.look("/obligations/{obligation_id}/asks", AskList)
def list_asked(request: Request, obligation_id: Number) -> Response:
    """All that was asked about one duty of one unit."""
    with reading(request) as seat:
        whole(seat, obligation_id)
        found = asks.of_duty(seat.session, obligation_id, seat.now)
        return answer(request, AskList(items=[_told(one) for one in found]))


@room.act("/obligations/{obligation_id}/asks", AskShape, Scope.REPORT, 201)
def make_ask(request: Request, obligation_id: Number, body: AskBody) -> Response:
    """Ask for more time, or say that the duty is not the unit's own; until it is answered nothing changes."""

    def act(seat: ClientSeat) -> Ask:
        whole(seat, obligation_id)
        session, now, by = seat.session, seat.now, named(seat, body)
        if body.kind is AskKind.OTHER_UNIT:
            return unit_asks.ask_other_unit(session, obligation_id, body.to_unit, body.why, now=now, by=by)
        if body.until is None:
            raise Problem(422, "api.invalid", {"until": NO_DAY})
        return unit_asks.ask_later(session, obligation_id, body.until, body.why, now=now, by=by)

    return _done(request, act, 201)


@room.act("/asks/{ask_id}/recall", AskShape, Scope.REPORT)
def take_ask_back(request: Request, ask_id: Number, body: RecallBody) -> Response:
    """The unit needs no answer any more; whoever has read it hears so."""

    def act(seat: ClientSeat) -> Ask:
        duty, by = _own(seat, ask_id).obligation_id, named(seat, body)
        return unit_asks.take_back(seat.session, duty, ask_id, now=seat.now, by=by)

    return _done(request, act)


@room.act("/asks/{ask_id}/grant", AskShape, Scope.DECIDE)
def grant_ask(request: Request, ask_id: Number, body: GrantBody) -> Response:
    """Do as it was asked, or until another day, to another unit. Granted twice is granted once."""

    def act(seat: ClientSeat) -> Ask:
        office = _need_decider(seat, _own(seat, ask_id))
        until, to, by = body.until, body.to_unit, named(seat, body)
        return ask_decisions.grant(
            seat.session, ask_id, now=seat.now, by=by, office=office, until=until, to=to
        )

    return _done(request, act)


@room.act("/asks/{ask_id}/decline", AskShape, Scope.DECIDE)
def decline_ask(request: Request, ask_id: Number, body: DeclineBody) -> Response:
    """Say no, and why. Declined twice is declined once."""

    def act(seat: ClientSeat) -> Ask:
        office = _need_decider(seat, _own(seat, ask_id))
        by = named(seat, body)
        return ask_decisions.decline(seat.session, ask_id, body.why, now=seat.now, by=by, office=office)

    return _done(request, act)


def _done(request: Request, act: Callable[[ClientSeat], Ask], status: int = 200) -> Response:
    with acting(request) as seat, beside(PLACES):
        return once(request, seat, AskShape, lambda: _told(act(seat)), status)


def _own(seat: ClientSeat, ask_id: int) -> Ask:
    """What one of the units of the key asked; else it is not there."""
    try:
        found = asks.one(seat.session, ask_id, seat.now)
    except Refusal:
        raise TurnAway(404, "api.not_there") from None
    seat.need(found.unit)
    return found


def _need_decider(seat: ClientSeat, ask: Ask) -> str:
    """The unit of the key, if it decides about the duty or was asked."""
    unit = seat.client.unit
    if unit != ask.decider and not whole(seat, ask.obligation_id).may_be_decided_by(unit):
        raise TurnAway(403, "api.not_yours")
    return unit


def _told(one: Ask) -> AskShape:
    """What a unit asked; of a secret duty its words were never kept."""
    return AskShape(
        id=one.id,
        obligation=one.obligation_id,
        plan=one.plan_id,
        plan_code=one.plan,
        duty=one.key,
        unit=one.unit,
        unit_name=one.unit_name,
        kind=one.kind.value,
        until=one.until,
        to_unit=one.to_unit,
        why=one.why,
        at=one.at,
        by=one.by,
        decider=one.decider,
        state=one.state.value,
        live=one.live,
        answer=one.answer,
        decided_at=one.decided_at,
        decided_by=one.decided_by,
    )
