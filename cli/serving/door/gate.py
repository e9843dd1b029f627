"""The gate before Prefect's own server: the hosts it answers to, the pages it hears, and the login."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from cli.serving.credential import LOGIN

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "[::1]"})
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""For Prefect's pages. Its drawings compile themselves (unsafe-eval); its statistics host is not in it."""
# Kept only if the server takes it: any site can lead a browser here, with a word of its own. It leads on to a
# page of this server and to no other.
SCRIPT = (
    "const [key,to]=location.hash.slice(1).split('!');history.replaceState(null,'',location.pathname);"
    "fetch('/api/admin/version',{headers:{Authorization:'Basic '+key}})"
    ".then(told=>{if(told.ok)localStorage.setItem('prefect-password',key)})"
    ".finally(()=>location.replace(/^\\/[a-z][\\w/-]*$/.test(to)?to:'/'))"
)
PAGE = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Đăng nhập</title>'
    f"<p>Đang mở bảng theo dõi … / Opening the dashboard …</p><script>{SCRIPT}</script></html>"
)
_HASH = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
LOGIN_POLICY = (
    f"default-src 'none'; script-src 'sha256-{_HASH}'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:@/\s]+)(?::\d{1,5})?")
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Gate:
    """An ASGI application around another. It must stand outside: the inner one also calls itself."""

    def __init__(self, app: App, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = THIS_MACHINE | {host.lower() for host in hosts}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif (why := self._refusal(scope["headers"])) is not None:
            await _refuse(scope, receive, send, why)
        elif scope["type"] == "http" and scope["path"] == LOGIN:
            policy = (b"content-security-policy", LOGIN_POLICY.encode())
            await _answer(send, 200, PAGE, b"text/html; charset=utf-8", policy)
        else:
            await self._app(scope, receive, _armoured(send))

    def _refusal(self, headers: Collection[tuple[bytes, bytes]]) -> str | None:
        asked = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
        told = _HOST.fullmatch(asked[0]) if len(asked) == 1 else None
        if told is None or told[1] not in self._hosts:
            # A name that a stranger's DNS points at us would make their page one of ours.
            return "unknown host"
        origins = [value.decode("latin-1").lower() for name, value in headers if name == b"origin"]
        if not {f"http://{asked[0]}", f"https://{asked[0]}"}.issuperset(origins):
            return "another site's page"
        return None


def host_of(url: str) -> str:
    """The host that a browser names for that address, without its port; empty for no address."""
    found = _HOST.fullmatch(urlsplit(url).netloc.lower())
    return found[1] if found else ""


async def _refuse(scope: Message, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
    else:
        await _answer(send, 403, why, b"text/plain; charset=utf-8", _HEADERS[0])


async def _answer(send: Send, status: int, body: str, kind: bytes, policy: tuple[bytes, bytes]) -> None:
    told = body.encode()
    size = (b"content-length", str(len(told)).encode())
    headers = [(b"content-type", kind), size, (b"cache-control", b"no-store"), policy, *_HEADERS[1:]]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": told})


def _armoured(send: Send) -> Send:
    async def armoured(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return armoured
