"""What every answer carries, so that a browser runs nothing, keeps nothing and tells nobody the link."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "Content-Security-Policy"
SEALED = "default-src 'none'; sandbox"
"""For a file that somebody handed in: whatever it is, opened in a browser it can do nothing."""


@cache
def style() -> str:
    """The one style sheet. It travels inside the page: a slow telephone asks once."""
    return files("portal").joinpath("static", "counter.css").read_text(encoding="utf-8")


@cache
def headers() -> dict[str, str]:
    """No script, no frame, no stranger's resource; only our own style, named by its fingerprint."""
    fingerprint = b64encode(sha256(style().encode()).digest()).decode()
    return {
        _POLICY: "; ".join(
            (
                "default-src 'none'",
                f"style-src 'sha256-{fingerprint}'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
                "img-src data:",
            )
        ),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


class Armour:
    """Puts the headers on every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and dress what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                own = answer.get(_POLICY)
                answer.update(headers())
                if own == SEALED:
                    answer[_POLICY] = own
            await send(message)

        await self.app(scope, receive, dressed)
