"""Diaries: a program asks for the address of one; whoever has the address subscribes to it, without a key."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from models.database import clock
from models.org.clients import client_lists, feeds
from models.views.client_views import Feed, Scope
from portal.api.act_shapes import Id, SentBody
from portal.api.api_frame import ApiRoom, acting, answer, fingerprint, holds_already, reading
from portal.api.cursors import LARGEST
from portal.api.done_once import once
from portal.api.problems import Problem
from portal.web.counter import counter_of, stranger
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import ASKED_AGAIN, SEALED
from services.exports import diary_feeds

room = ApiRoom("diaries")
router = APIRouter()
ONE_OF_TWO = Wrong(
    Told("ghi đúng một trong hai: unit, plan", "exactly one of unit and plan is wanted"),
    Told("bỏ bớt một mục", "leave one out"),
)


class FeedBody(SentBody):
    """Of a unit by its code, or of a plan by its number."""

    unit: Id | None = None
    plan: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    lang: Literal["vi", "en"] = "vi"


class FeedShape(BaseModel):
    """A diary with the address that it is subscribed to by."""

    id: int
    unit: str | None
    plan: int | None
    lang: str
    address: str
    at: datetime


class FeedList(BaseModel):
    """The diaries that the program asked for."""

    items: list[FeedShape]


@room.look("/feeds", FeedList)
def list_feeds(request: Request) -> Response:
    """The diaries that this program asked for and has not ended."""
    with reading(request) as seat:
        found = feeds.of_client(seat.session, seat.client.id)
        return answer(request, FeedList(items=[_shape(one) for one in found]))


@room.act("/feeds", FeedShape, Scope.READ, 201)
def make_feed(request: Request, body: FeedBody) -> Response:
    """The address of a diary; asked for again, it is the same."""
    with acting(request) as seat:

        def make() -> FeedShape:
            if (body.unit is None) == (body.plan is None):
                raise Problem(422, "api.invalid", {"unit": ONE_OF_TWO})
            session, by = seat.session, seat.client.name
            number, now = seat.client.id, seat.now
            if body.unit is not None:
                seat.need(body.unit)
                return _shape(feeds.of_unit(session, body.unit, body.lang, now=now, by=by, client_id=number))
            plan = body.plan or 0
            if not client_lists.concerns(session, seat.client.unit, plan, seat.today):
                raise TurnAway(404, "api.not_there")
            return _shape(feeds.of_plan(session, plan, body.lang, now=now, by=by, client_id=number))

        return once(request, seat, FeedShape, make, 201)


@room.end("/feeds/{feed_id}", Scope.READ)
def end_feed(request: Request, feed_id: Number) -> Response:
    """Its address opens nothing from now on."""
    with acting(request) as seat:
        found = [one for one in feeds.of_client(seat.session, seat.client.id) if one.id == feed_id]
        if not found:
            raise TurnAway(404, "api.not_there")
        feeds.end(seat.session, found[0], now=seat.now, by=seat.client.name)
        return Response(status_code=204)


@router.api_route("/lich/{name}", methods=["GET", "HEAD"])
def subscribe(request: Request, name: str) -> Response:
    """The diary as it stands now, for Google Calendar, Outlook, Apple's and whoever reads .ics."""
    with counter_of(request).ledger.read() as session:
        one = feeds.of_token(session, name.removesuffix(".ics")) if name.endswith(".ics") else None
        if one is None:
            waits = not counter_of(request).door.wrong(stranger(request))
            raise TurnAway(429, "error.too_many") if waits else TurnAway(404, "error.no_page")
        body = diary_feeds.body(session, one, clock.now(session))
    if body is None:
        raise TurnAway(404, "error.no_page")
    headers = {
        "ETag": fingerprint(body),
        "Cache-Control": ASKED_AGAIN,
        "Content-Disposition": 'inline; filename="dondoc.ics"',
        "Content-Security-Policy": SEALED,
    }
    if holds_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")


def _shape(one: Feed) -> FeedShape:
    return FeedShape(
        id=one.id,
        unit=one.unit,
        plan=one.plan_id,
        lang=one.lang,
        address=diary_feeds.address(one),
        at=one.at,
    )
