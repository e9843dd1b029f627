"""Hooks of a program: an address that hears of what happens to its units; what went there, and how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.notices import hook_address
from models.database.hook_events import EVENTS
from models.org.clients import hooks
from models.views.client_views import Hook, HookDelivery, Scope
from portal.api import cursors
from portal.api.act_shapes import Id, SentBody
from portal.api.api_frame import ApiRoom, ClientSeat, acting, answer, reading
from portal.api.cursors import LARGEST, Cursor, Limit
from portal.api.done_once import once
from portal.api.problems import Problem
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from settings.catalogue import HOOKS_PRIVATE

room = ApiRoom("hooks")
NAMES = tuple(sorted(set(EVENTS.values())))
NO_EVENT = Wrong(
    Told("không có loại tin này", "there is no such event"),
    Told(f"chọn trong: {', '.join(NAMES)}", f"choose from: {', '.join(NAMES)}"),
)


class HookBody(SentBody):
    """Where to be told, and of what."""

    url: Annotated[str, Field(max_length=hook_address.LONGEST, description="https:// on a public host")]
    events: Annotated[tuple[Id, ...], Field(max_length=50, description=f"none: all. {', '.join(NAMES)}")] = ()


class TrialBody(SentBody):
    """Something to see whether it works."""


class HookShape(BaseModel):
    """A hook."""

    id: int
    url: str
    events: list[str]
    at: datetime
    failures: Annotated[int, Field(description="how often in a row it did not answer well")]
    rests_until: datetime | None


class NewHookShape(HookShape):
    """A hook with what signs its messages, shown this once."""

    secret: str


class HookList(BaseModel):
    """The hooks of the program."""

    items: list[HookShape]


class DeliveryShape(BaseModel):
    """One message on its way, or what came of it."""

    id: int
    message: Annotated[str, Field(description="webhook-id of each attempt")]
    event: str
    body: Mapping[str, Any]
    state: Annotated[str, Field(description="queued, sending, sent, retry, failed or superseded")]
    at: datetime
    attempt: int
    sent_at: datetime | None
    code: Annotated[str | None, Field(description="status of the last answer")]


class DeliveryPage(BaseModel):
    """Some messages, the latest first, and the cursor of the next page."""

    items: list[DeliveryShape]
    next: str | None


@room.look("/hooks", HookList, Scope.HOOKS)
def list_hooks(request: Request) -> Response:
    """The addresses that this program named and has not ended."""
    with reading(request) as seat:
        found = hooks.of_client(seat.session, seat.client.id)
        return answer(request, HookList(items=[HookShape(**_told(one)) for one in found]))


@room.act("/hooks", NewHookShape, Scope.HOOKS, 201)
def add_hook(request: Request, body: HookBody) -> Response:
    """Name an address. The secret that signs what is sent there is answered this once."""
    with acting(request) as seat:

        def add() -> NewHookShape:
            url, named = _url(body.url), sorted(set(body.events))
            if unknown := [one for one in named if one not in NAMES]:
                raise Problem(422, "api.invalid", {f"events.{body.events.index(unknown[0])}": NO_EVENT})
            by = seat.client.name
            made = hooks.add(seat.session, seat.client, url, named, now=seat.now, by=by)
            return NewHookShape(**_told(made), secret=made.secret)

        return once(request, seat, NewHookShape, add, 201)


@room.end("/hooks/{hook_id}", Scope.HOOKS)
def end_hook(request: Request, hook_id: Number) -> Response:
    """It hears nothing more; what was on its way is not sent."""
    with acting(request) as seat:
        hooks.end(seat.session, _own(seat, hook_id), now=seat.now, by=seat.client.name)
        return Response(status_code=204)


@room.act("/hooks/{hook_id}/trial", HookShape, Scope.HOOKS, 202)
def try_hook(request: Request, hook_id: Number, body: TrialBody) -> Response:
    """Send it a message “hook.tried”."""
    with acting(request) as seat:

        def tried() -> HookShape:
            hook = _own(seat, hook_id)
            hooks.try_out(seat.session, hook, seat.now)
            return HookShape(**_told(hook))

        return once(request, seat, HookShape, tried, 202)


@room.look("/hooks/{hook_id}/deliveries", DeliveryPage, Scope.HOOKS)
def list_deliveries(request: Request, hook_id: Number, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """What went there in the last thirty days, or is on its way."""
    with reading(request) as seat:
        before = cursors.number(cursor) or LARGEST
        found = hooks.deliveries(seat.session, _own(seat, hook_id), before, limit + 1)
        shown = [_delivery(one) for one in found[:limit]]
        onward = cursors.onward(found, limit, shown[-1].id if shown else 0)
        return answer(request, DeliveryPage(items=shown, next=onward))


def _own(seat: ClientSeat, hook_id: int) -> Hook:
    found = hooks.one(seat.session, seat.client.id, hook_id)
    if found is None:
        raise TurnAway(404, "api.not_there")
    return found


def _url(typed: str) -> str:
    try:
        return hook_address.read(typed, private=HOOKS_PRIVATE.get())
    except Wrong as wrong:
        raise Problem(422, "api.invalid", {"url": wrong}) from None


def _told(one: Hook) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": one.url,
        "events": list(one.events),
        "at": one.at,
        "failures": one.failures,
        "rests_until": one.rests_until,
    }


def _delivery(one: HookDelivery) -> DeliveryShape:
    return DeliveryShape(
        id=one.id,
        message=f"msg_{one.id}",
        event=one.event,
        body=one.body,
        state=one.state.value,
        at=one.at,
        attempt=one.attempt,
        sent_at=one.sent_at,
        code=one.code,
    )
