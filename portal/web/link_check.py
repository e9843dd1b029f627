"""Whoever sends a form shows the link first: what came with a bad one is never read."""

from __future__ import annotations

from fastapi import Request

from portal.web.counter import counter_of, stranger
from portal.web.refusals import TurnAway
from portal.web.visit import looking


def knock(request: Request, token: str) -> None:
    """Look at the link in a read of its own, which waits for nobody; count its turns and its address's."""
    if getattr(request.state, "knocked", False):
        return  # an act that is begun again is still the same one
    paces = counter_of(request).paces
    if not paces.may_post(stranger(request)):
        raise TurnAway(429, "error.too_fast")
    with looking(request, token) as visit:
        link = visit.link
    if not paces.may_act(link):
        raise TurnAway(429, "error.too_fast")
    request.state.knocked = True
