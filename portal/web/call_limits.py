"""Who calls or sends too fast has to wait; whoever sends a form shows the link before anything is read."""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.web.counter import counter_of, own_path, stranger
from portal.web.error_pages import turned_away
from portal.web.refusals import TurnAway
from portal.web.visit import looking

_SIGNED = ("/zalo/", "/health", "/van-phong/cong")
"""Zalo tells of every message from a few addresses, as fast as we send; the watchman asks in any case; the
proxy asks for whatever the board's page loads, and counts by itself."""


class CallGate:
    """Stands before all pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer 429."""
        if scope["type"] == "http" and not own_path(scope).startswith(_SIGNED):
            request = Request(scope)
            if not counter_of(request).paces.may_call(stranger(request)):
                await turned_away(request, TurnAway(429, "error.too_fast"))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def slow_down(request: Request) -> None:
    """Count a form of this address; whoever sends too many has to wait."""
    if not counter_of(request).paces.may_post(stranger(request)):
        raise TurnAway(429, "error.too_fast")


def knock(request: Request, token: str) -> None:
    """Look at the link in a read of its own, which waits for nobody; count its turns and its address's."""
    if getattr(request.state, "knocked", False):
        return  # an act that is begun again is still the same one
    paces = counter_of(request).paces
    slow_down(request)
    with looking(request, token) as visit:
        link = visit.link
    if not paces.may_act(link):
        raise TurnAway(429, "error.too_fast")
    request.state.knocked = True
