"""An act that met another one in the ledger and had to give way is done again; nobody need press twice."""

from __future__ import annotations

import logging
from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.database.database_errors import crossed

TRIES = 4
"""A sweep or an amendment holds many rows, and lets them go after a moment."""
FILES = "files"
"""Under this name in the state of a request: what was handed in with it, until no further try needs it."""
log = logging.getLogger("dondoc.portal")


class AnotherTry:
    """Stands right before the pages: what the database undid whole may be begun again from the start."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and once more when the ledger has sent it away before anything was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})  # what was typed is known to whoever apologises in the end
        call = _Call(receive, send)
        try:
            await self._try(scope, call)
        finally:
            for file in scope["state"].pop(FILES, ()):
                file.close()

    async def _try(self, scope: Scope, call: _Call) -> None:
        for left in reversed(range(TRIES)):
            try:
                await self.app(dict(scope), call.hear, call.say)
                return
            except Exception as error:
                if not left or call.answered or not crossed(error):
                    raise
            log.warning("two acts met in the ledger: this one gave way and is done again")
            call.rewind()


KEPT = 1024 * 1024
"""Bytes. A longer form carries a file, and its reader keeps what it has read in the request's state."""


_OVER: Message = {"type": "http.request", "body": b"", "more_body": False}


class _Call:
    """What came in is kept, so that it can be heard again; of what is long, only that it has ended."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._heard: list[Message] = []
        self._again: deque[Message] = deque()
        self._size = 0
        self.answered = False

    async def hear(self) -> Message:
        if self._again:
            return self._again.popleft()
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > KEPT:
            self._heard = [_OVER]
        else:
            self._heard.append(message)
        return message

    async def say(self, message: Message) -> None:
        self.answered = True
        await self._send(message)

    def rewind(self) -> None:
        self._again = deque(self._heard)
