"""The line to a Prefect server that is well, but for what concerns one plan: there another answer comes."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

CUT = "cut"
KINDS = ("422", "500", CUT)
Ask = Callable[[httpx.AsyncHTTPTransport, httpx.Request], Awaitable[httpx.Response]]


@dataclass
class FaultyLine:
    """What is asked about one plan, and about it alone, is answered with a fault at one step."""

    mark: str
    """What stands in everything of the plan: its code."""
    others: tuple[str, ...]
    """What names these too is nobody's own."""
    step: str = ""
    """Method and path of what is refused, as a pattern; nothing while it is empty."""
    kind: str = "500"
    shared: bool = False
    """Whether it is refused also where the others are named beside it: a form with its lists."""
    refused: list[str] = field(default_factory=list)
    _own: set[str] = field(default_factory=set)
    """Numbers of deployments, runs and artifacts that the server gave to what is the plan's."""

    @contextmanager
    def between(self) -> Iterator[None]:
        """Every client of this process speaks over this line."""
        ask: Ask = httpx.AsyncHTTPTransport.handle_async_request
        line = self

        async def answer(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            return await line._answer(ask, transport, request)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
            yield

    async def _answer(
        self, ask: Ask, transport: httpx.AsyncHTTPTransport, request: httpx.Request
    ) -> httpx.Response:
        path = request.url.path.removeprefix("/api")
        body = (await request.aread()).decode()
        asked, theirs = f"{request.method} {path}", self._theirs(path, body)
        if self.step and re.search(self.step, asked) and (theirs or (self.shared and self.mark in body)):
            self.refused.append(asked)
            if self.kind == CUT:
                # Not one of the kinds that the client tries again, five times, for a minute.
                raise httpx.CloseError("the line is cut")
            return httpx.Response(int(self.kind), json={"exception_message": "no"}, request=request)
        response = await ask(transport, request)
        if theirs or path.endswith("/deployments/filter"):
            self._learn(await response.aread())
        return response

    def _theirs(self, path: str, body: str) -> bool:
        # A state's message is a word about the plan, not a thing of it: the sweep says who is held up.
        told = path if path.endswith("/set_state") else path + body
        if any(other in told for other in self.others):
            return False
        return self.mark in told or any(own in told for own in self._own)

    def _learn(self, body: bytes) -> None:
        told: Any = json.loads(body) if body else None
        for thing in told if isinstance(told, list) else [told]:
            written = json.dumps(thing)
            named = self.mark in written and not any(other in written for other in self.others)
            if isinstance(thing, dict) and "id" in thing and (named or not isinstance(told, list)):
                self._own.add(str(thing["id"]))
