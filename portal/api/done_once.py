"""An act of a program is done once: sent again under its key, it is answered as the first time."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from models.org.clients import client_requests
from portal.api import problems
from portal.api.api_frame import ClientSeat, answer
from portal.web.refusals import TurnAway

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
T = TypeVar("T", bound=BaseModel)
DOCUMENTED: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "One for each act; the same one when it is sent again. Remembered for two days.",
    "schema": {"type": "string", "pattern": f"^{_KEY.pattern}$"},
}


def once(
    request: Request,
    seat: ClientSeat,
    shape: type[T],
    act: Callable[[], T],
    status: int = 200,
    **headers: str,
) -> Response:
    """Do it, and keep what was answered, in the transaction of the act; or answer what was kept."""
    key = request.headers.get(HEADER, "")
    if not _KEY.fullmatch(key):
        raise TurnAway(400, "api.no_once")
    body: bytes = request._body
    asked = sha256(b"\x1f".join((request.method.encode(), request.scope["path"].encode(), body))).hexdigest()
    known = client_requests.begin(seat.session, seat.client.id, key, asked, seat.now)
    if known is None:
        done = act()
        client_requests.end(seat.session, seat.client.id, key, status, done.model_dump(mode="json"))
        return answer(request, done, status, **headers)
    if known.digest != asked:
        raise problems.Problem(422, "api.other_once")
    told = {**headers, "Idempotency-Replayed": "true"}
    return answer(request, shape.model_validate(known.body), known.status, **told)
