"""Gives each request its number and notes its answer: the template of its address, never the address."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from settings import traces
from settings.catalogue import TRUSTED_PROXIES
from settings.log_lines import REQUEST
from settings.traces import TraceAct

Note = Callable[[str, str, int, float], None]
"""Is told the template of an address, the method, the status, the seconds."""
HEADER = "X-Request-ID"
ABOVE = "traceparent"
PEER, ROUTE = "peer", "route"
"""In the state of a request: who holds the line, proxies included; which page answered."""
ELSEWHERE = "-"
"""For what no page of ours answered."""
_NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
log = logging.getLogger("dondoc.portal.pages")


def nowhere(_route: str, _method: str, _status: int, _seconds: float) -> None:
    """For a portal whose figures nobody fetches."""


class RequestWatch:
    """The outermost of all: what it hears of a request is what the caller got."""

    def __init__(self, app: ASGIApp, note: Note) -> None:
        self.app = app
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on under its number."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        number, begun, status = _number(scope), perf_counter(), 500
        mark = REQUEST.set(number)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        above = _told_by_a_proxy(scope, ABOVE) if traces.on() else ""
        with traces.span(TraceAct.REQUEST, above=above) as span:
            try:
                await self.app(scope, receive, noted)
            finally:
                seconds, route = perf_counter() - begun, state.get(ROUTE) or ELSEWHERE
                self._note(route, scope["method"], status, seconds)
                told = {"route": route, "method": scope["method"], "status": status}
                log.info("trang", extra={**told, "ms": round(seconds * 1000)})
                span.note(**told)
                REQUEST.reset(mark)


class NameRoute:
    """The innermost: only here is it known which page answers; further out scopes are copied."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, then leave word."""
        try:
            await self.app(scope, receive, send)
        finally:
            if "state" in scope and (route := scope.get("route")) is not None:
                scope["state"][ROUTE] = route.path


def _number(scope: Scope) -> str:
    given = _told_by_a_proxy(scope, HEADER)
    return given if _NUMBER.fullmatch(given) else uuid4().hex


def _told_by_a_proxy(scope: Scope, header: str) -> str:
    """The proxy's own; nobody else's is believed, so that no caller writes into our log."""
    given = Headers(scope=scope).get(header, "")
    return given if given and _believed(scope["state"].get(PEER, "")) else ""


def _believed(peer: str) -> bool:
    if not peer:
        return False
    known = TRUSTED_PROXIES.get()
    return "*" in known or any(ip_address(peer) in ip_network(one) for one in known)
