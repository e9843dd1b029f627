"""How long the counter holds a line open for somebody who says nothing: not long, so that all get one."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from portal.watch.request_watch import PEER
from settings.catalogue import TRUSTED_PROXIES

HEAD_SECONDS = 10
"""For the head of a request to arrive whole, however slowly its bytes drip."""
IDLE_SECONDS = 5
"""Between two requests."""
TAKING_SECONDS = 30
"""For a reader to take in what waits to be sent to it. The form itself has form_input.BODY_SECONDS."""
MOST = 500
"""Lines at once; further ones hear 503. Below the thousand files that a process may usually open."""
STOP_SECONDS = 20


class ImpatientConnection(H11Protocol):
    """A line that ends when the other side does nothing with it."""

    _head: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The clock runs from the first moment: a head may never begin."""
        super().connection_made(transport)
        # Whom a proxy speaks for takes its place in each request; who holds the line stays here.
        self.app_state = {**self.app_state, PEER: self.client[0] if self.client else ""}
        self._watch()

    def data_received(self, data: bytes) -> None:
        """The clock stops when a request is being answered, not when a byte arrives."""
        super().data_received(data)
        self._watch()

    def pause_writing(self) -> None:
        """The other side does not take in what we send."""
        super().pause_writing()
        self._taking = self._taking or self.loop.call_later(TAKING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It took something in."""
        super().resume_writing()
        _stop(self._taking)
        self._taking = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left to wait for."""
        super().connection_lost(exc)
        _stop(self._head)
        _stop(self._taking)

    def _watch(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if self.transport.is_closing() or (cycle is not None and not cycle.response_complete):
            _stop(self._head)
            self._head = None
        else:
            self._head = self._head or self.loop.call_later(HEAD_SECONDS, self.transport.abort)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def options() -> dict[str, Any]:
    """What uvicorn is told: these limits, and whose X-Forwarded-For is believed."""
    return {
        "http": ImpatientConnection,
        "ws": "none",
        "server_header": False,
        # Each answer is noted by the template of its address (portal/watch), so that no link is written.
        "access_log": False,
        "timeout_keep_alive": IDLE_SECONDS,
        "timeout_graceful_shutdown": STOP_SECONDS,
        "limit_concurrency": MOST,
        "proxy_headers": True,
        "forwarded_allow_ips": ",".join(TRUSTED_PROXIES.get()),
    }
