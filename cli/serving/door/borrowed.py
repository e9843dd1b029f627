"""Whoever calls the server without knowing its password: an officer whom the proxy let in, and the portal."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from cli.serving.credential import ask_key, basic
from cli.serving.door.gate import App, Message, Receive, Send

OFFICER = b"x-dondoc-officer"
"""The number of the officer who is in; the proxy puts it beside the password, never a browser."""
LIMIT = 1_000_000
"""Bytes of a form; Prefect takes half of it as parameters."""
_RUN = re.compile(r"/api/deployments/[0-9a-fA-F-]{36}/create_flow_run")
_STEER = re.compile(r"/api/flow_runs/[0-9a-fA-F-]{36}/(set_state|resume)")
_ASKS = re.compile(
    r"GET /api/(?:csrf-token|flow_runs/[0-9a-fA-F-]{36})"
    rf"|POST (?:/api/deployments/filter|{_RUN.pattern})"
)
_STATES: Mapping[str, Mapping[str, Any]] = {
    "CANCELLING": {"type": "CANCELLING", "name": "Cancelling"},
    "PAUSED": {"type": "PAUSED", "name": "Suspended"},
}
"""What an officer may make of a run. Suspended, its process ends; it is resumed in a new one, by a worker."""
_LAZY = re.compile(rb'"__prefect_kind"\s*:\s*"(?!none"|json")')
"""A value that the server is to work out by itself: of a template, of a variable."""


class Borrowed:
    """Stands between the gate and the server, and lends the password for exactly what may be done."""

    def __init__(self, app: App, auth: str) -> None:
        self._app, self._auth = app, auth
        self._shown, self._asks = basic(auth).encode(), f"Bearer {ask_key(auth)}".encode()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        said = dict(scope["headers"])
        officer = said.pop(OFFICER, b"").decode("latin-1")
        key = said.get(b"authorization", b"")
        scope = {**scope, "headers": [one for one in scope["headers"] if one[0] != OFFICER]}
        if scope["type"] == "http" and hmac.compare_digest(key, self._asks):
            await self._ask(scope, receive, send)
        elif officer.isdecimal() and hmac.compare_digest(key, self._shown):
            await self._officer(scope, receive, send, int(officer))
        else:
            await self._app(scope, receive, send)

    async def _ask(self, scope: Message, receive: Receive, send: Send) -> None:
        """The portal: it finds a deployment and starts it as it stands, reads a run, and nothing else."""
        if not _ASKS.fullmatch(f"{scope['method']} {scope['path']}"):
            await _refuse(send, 403)
            return
        lent = _with(scope, {b"authorization": self._shown})
        if _RUN.fullmatch(scope["path"]):
            lent, receive = _body(lent, receive, b"{}")
        await self._app(lent, receive, send)

    async def _officer(self, scope: Message, receive: Receive, send: Send, officer: int) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, _password_for_socket(receive, self._auth), send)
        elif scope["path"].endswith("/ui-settings"):
            await self._app(_with(scope, {b"accept-encoding": b"identity"}), receive, _no_login(send))
        elif scope["method"] == "POST" and _RUN.fullmatch(scope["path"]):
            await self._say(scope, receive, send, _signed(await _read(receive), officer))
        elif scope["method"] == "POST" and (found := _STEER.fullmatch(scope["path"])):
            body = await _read(receive)
            await self._say(scope, receive, send, b"{}" if found[1] == "resume" else _steered(body))
        else:
            await self._app(scope, receive, send)

    async def _say(self, scope: Message, receive: Receive, send: Send, body: bytes | None) -> None:
        """That instead of what was sent; nothing of it where it may not be said."""
        if body is None:
            await _refuse(send, 422)
        else:
            await self._app(*_body(scope, receive, body), send)


def _signed(body: bytes, officer: int) -> bytes | None:
    """A form as an officer may send it: its fields, its hour, and who it is; not how and where it runs."""
    try:
        asked = json.loads(body)
        form = dict(asked["parameters"]["form"])
    except (ValueError, KeyError, TypeError):
        return None
    form["officer"] = officer
    kept: dict[str, Any] = {"parameters": {"form": form}}
    state = asked.get("state")
    if isinstance(state, dict) and state.get("type") == "SCHEDULED":
        details = state.get("state_details")
        hour = details.get("scheduled_time") if isinstance(details, dict) else None
        kept["state"] = {"type": "SCHEDULED", "state_details": {"scheduled_time": hour}}
    written = json.dumps(kept).encode()
    return written if not _LAZY.search(written) else None


def _steered(body: bytes) -> bytes | None:
    """Cancel or pause, and by the server's own rules: forced, a run that has ended would begin once more."""
    try:
        state = json.loads(body)["state"]
        wanted = dict(_STATES[state["type"]])
        until = (state.get("state_details") or {}).get("pause_timeout")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if wanted["type"] == "PAUSED":
        wanted["state_details"] = {"pause_reschedule": True, "pause_timeout": until}
    return json.dumps({"state": wanted, "force": False}).encode()


async def _read(receive: Receive) -> bytes:
    """The whole body; of one that has no end, nothing."""
    body = b""
    while len(body) <= LIMIT:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body
    return b""


def _body(scope: Message, receive: Receive, body: bytes) -> tuple[Message, Receive]:
    heard = False

    async def spoken() -> Message:
        nonlocal heard
        if heard:
            return await receive()
        heard = True
        return {"type": "http.request", "body": body, "more_body": False}

    told = {b"content-length": str(len(body)).encode(), b"content-type": b"application/json"}
    return _with(scope, told), spoken


def _with(scope: Message, told: Mapping[bytes, bytes]) -> Message:
    others = [one for one in scope["headers"] if one[0] not in {*told, b"transfer-encoding"}]
    return {**scope, "headers": [*others, *told.items()]}


def _password_for_socket(receive: Receive, auth: str) -> Receive:
    """The page knows no password to begin a socket with; what it says instead is not heard."""
    begun = False

    async def spoken() -> Message:
        nonlocal begun
        message = await receive()
        if message["type"] == "websocket.receive" and not begun:
            begun = True
            return {"type": "websocket.receive", "text": json.dumps({"type": "auth", "token": auth})}
        return message

    return spoken


def _no_login(send: Send) -> Send:
    """The page is told to ask for no password: its reader is known already."""
    told: list[Message] = []

    async def answer(message: Message) -> None:
        told.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            body = b"".join(one.get("body", b"") for one in told)
            if told[0]["status"] == 200:
                body = json.dumps({**json.loads(body), "auth": None}).encode()
            start = _with(told[0], {b"content-length": str(len(body)).encode()})
            await send(start)
            await send({"type": "http.response.body", "body": body})

    return answer


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
