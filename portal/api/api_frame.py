"""The frame of the API: whose key it is, one transaction for a request, answers with their fingerprint."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from documents.reading.handed_in import FileKind
from models.database import audit, clock
from models.database.ledger import Session
from models.org.clients import client_lists, clients
from models.views.client_views import Client, Scope
from portal.api import problems
from portal.web.counter import counter_of, stranger
from portal.web.form_input import read_body, storable
from portal.web.refusals import TurnAway
from portal.web.security_headers import ASKED_AGAIN

ROOT = "/api/v1"
BODY_LIMIT = 256 * 1024
LONGEST_KEY = 200
RAW = "application/octet-stream"
"""How a file is sent: as it is, whatever it is."""


@dataclass(frozen=True, slots=True)
class ClientSeat:
    """A request of a client whose key is good, inside one transaction."""

    session: Session
    now: datetime
    client: Client

    @property
    def today(self) -> date:
        """The day in Việt Nam."""
        return day_of(self.now)

    def need(self, unit: str) -> None:
        """What is about that unit is there for its own tree alone."""
        if not client_lists.holds(self.session, self.client.unit, unit, self.today):
            raise TurnAway(404, "api.not_there")


@contextmanager
def reading(request: Request) -> Iterator[ClientSeat]:
    """A look: nothing is written, nobody is waited for."""
    with counter_of(request).ledger.read() as session:
        yield _seat(request, session)


@contextmanager
def acting(request: Request) -> Iterator[ClientSeat]:
    """An act: written whole when the block ends, before the answer leaves."""
    with counter_of(request).ledger.begin() as session:
        audit.came_by(session, "api", stranger(request))
        yield _seat(request, session)


def _seat(request: Request, session: Session) -> ClientSeat:
    now = clock.now(session)
    client = clients.of_key(session, _key(request))
    if client is None:
        raise _stranger(request)
    if client.ended_at is not None:
        raise TurnAway(401, "api.revoked")
    if client.until <= now:
        raise TurnAway(401, "api.expired")
    if not client.may(request.state.scope):
        raise TurnAway(403, "api.no_scope", scope=request.state.scope.value)
    return ClientSeat(session, now, client)


def _key(request: Request) -> str:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        raise TurnAway(401, "api.no_key")
    return key.strip()[:LONGEST_KEY]


def _stranger(request: Request) -> TurnAway:
    waits = not counter_of(request).door.wrong(stranger(request))
    return TurnAway(429, "error.too_many") if waits else TurnAway(401, "api.bad_key")


class ApiRoute(APIRoute):
    """A route that looks at the key before it reads anything, and tells what is wrong as problem+json."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own, in our frame."""
        inner = super().get_route_handler()
        about = self.openapi_extra or {}
        scope, limit = about.get("x-scope"), about.get("x-most-bytes", BODY_LIMIT)

        async def framed(request: Request) -> Response:
            try:
                if scope is not None:
                    request.state.scope = Scope(scope)
                    await run_in_threadpool(_knock, request)
                _writable(request)
                if limit is not None:
                    await _take_in(request, limit)
                return await inner(request)
            except (TurnAway, Refusal, RequestValidationError, HTTPException, problems.Problem) as error:
                return problems.told(request, error)

        return framed


def _knock(request: Request) -> None:
    """In a read of its own; an act that is begun again is still the same one."""
    if getattr(request.state, "knocked", False):
        return
    with reading(request) as seat:
        client = seat.client.id
    if not counter_of(request).paces.may_ask(client):
        raise TurnAway(429, "error.too_fast")
    request.state.knocked = True


def _writable(request: Request) -> None:
    """No database can keep NUL."""
    if b"\x00" in unquote_to_bytes(request.scope["query_string"]) or "\x00" in request.scope["path"]:
        raise TurnAway(400, "api.unwritable")


async def _take_in(request: Request, limit: int) -> None:
    """The body within a size and a time, without what no database can keep."""
    if request.method not in ("POST", "PUT"):
        return
    body = await read_body(request, limit)
    # Starlette hands it out once more to whoever asks next.
    request._body = body
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise TurnAway(415, "api.not_json")
    try:
        given = json.loads(body) if body else None
    except (ValueError, RecursionError):
        raise TurnAway(400, "api.no_json") from None
    if isinstance(given, dict):
        storable(given)


class ApiRoom:
    """The routes of one module of the API; the document of it all finds them here."""

    def __init__(self, tag: str) -> None:
        self.router = APIRouter(prefix=ROOT, route_class=ApiRoute, tags=[tag])

    def look(self, path: str, shape: Any, scope: Scope = Scope.READ) -> Callable[[Any], Any]:
        """What is only read; its function opens `reading(request)`."""
        return self._put(path, "GET", shape, scope, 200)

    def act(
        self, path: str, shape: Any, scope: Scope, status: int = 200, most: int = BODY_LIMIT
    ) -> Callable[[Any], Any]:
        """What is done; its function opens `acting(request)`. `most`: bytes of what is sent."""
        return self._put(path, "POST", shape, scope, status, {"x-most-bytes": most})

    def weigh(self, path: str, shape: Any, scope: Scope) -> Callable[[Any], Any]:
        """What is sent is only looked at, and nothing is written."""
        return self._put(path, "POST", shape, scope, 200, {"x-writes-nothing": True})

    def place(self, path: str, shape: Any, scope: Scope) -> Callable[[Any], Any]:
        """What is put in its place: sent twice it is there once."""
        return self._put(path, "PUT", shape, scope, 200)

    def place_file(self, path: str, shape: Any, scope: Scope) -> Callable[[Any], Any]:
        """The same of a file, whose function asks for a `RawFile`."""
        body = {"required": True, "content": {RAW: {"schema": {"type": "string", "format": "binary"}}}}
        return self._put(path, "PUT", shape, scope, 200, {"x-most-bytes": None, "requestBody": body})

    def file(self, path: str, scope: Scope = Scope.READ) -> Callable[[Any], Any]:
        """A file is given out, of the kind that its content is."""
        content = {one.media_type: {"schema": {"type": "string", "format": "binary"}} for one in FileKind}
        about = {"x-scope": scope.value, "responses": {"200": {"content": content}}}
        return self.router.api_route(
            path,
            methods=["GET"],
            response_class=Response,
            responses=problems.DOCUMENTED,
            openapi_extra=about,
        )

    def end(self, path: str, scope: Scope) -> Callable[[Any], Any]:
        """What is ended; nothing is answered."""
        return self._put(path, "DELETE", None, scope, 204)

    def _put(
        self,
        path: str,
        method: str,
        shape: Any,
        scope: Scope,
        status: int,
        more: Mapping[str, Any] | None = None,
    ) -> Callable[[Any], Any]:
        about = {"x-scope": scope.value, **(more or {})}
        return self.router.api_route(
            path,
            methods=[method],
            response_model=shape,
            status_code=status,
            responses=problems.DOCUMENTED,
            openapi_extra=about,
        )


def answer(request: Request, shape: BaseModel, status: int = 200, **headers: str) -> Response:
    """The answer with its fingerprint; 304 where the program has it already."""
    body = shape.model_dump_json().encode()
    tag = fingerprint(body)
    told = {"ETag": tag, "Cache-Control": ASKED_AGAIN, "Vary": "Authorization", **headers}
    if holds_already(request, tag):
        return Response(status_code=304, headers=told)
    return Response(body, status, told, media_type="application/json")


def holds_already(request: Request, tag: str) -> bool:
    """Whether whoever looks has this very answer from before."""
    return request.method in ("GET", "HEAD") and _among(request.headers.get("if-none-match", ""), tag)


def fingerprint(body: bytes) -> str:
    """What an answer is known by."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def need_same(request: Request, shape: BaseModel) -> None:
    """The act is about what the program last saw; if that has changed since, nothing is done."""
    wanted = request.headers.get("if-match", "")
    if not wanted:
        raise TurnAway(428, "api.no_match")
    if not _among(wanted, fingerprint(shape.model_dump_json().encode())):
        raise TurnAway(412, "api.changed")


def need_same_if_asked(request: Request, shape: BaseModel) -> None:
    """The same where the program says what it saw."""
    if request.headers.get("if-match"):
        need_same(request, shape)


def _among(given: str, tag: str) -> bool:
    named: Sequence[str] = [one.strip().removeprefix("W/") for one in given.split(",")]
    return "*" in named or tag in named
