"""What every answer carries, so that a browser runs nothing, keeps nothing and tells nobody the link."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from tempfile import TemporaryFile
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from documents.reading.handed_in import FileKind
from portal.web.counter import own_path

CHUNK = 64 * 1024
_POLICY = "Content-Security-Policy"
SEALED = "default-src 'none'; sandbox"
"""For a file that somebody handed in: whatever it is, opened in a browser it can do nothing."""
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""For a letter that is looked at inside a page of the office: its colours stand in its tags, and no more."""

ASKED_AGAIN = "private, no-cache"
"""For what a program keeps and asks after each time."""
FOR_GOOD = "public, max-age=31536000, immutable"
"""For a file that is known by its fingerprint."""


@cache
def style() -> str:
    """The one style sheet. It travels inside the page: a slow telephone asks once."""
    return palette() + _sheet("counter.css")


@cache
def palette() -> str:
    """Colours, letters and focus, as all pages of ours have them."""
    return _sheet("palette.css")


def _sheet(name: str) -> str:
    return files("portal").joinpath("static", name).read_text(encoding="utf-8")


@cache
def fingerprint() -> str:
    """The style sheet's, as a policy names it."""
    return f"'sha256-{b64encode(sha256(style().encode()).digest()).decode()}'"


@cache
def office() -> str:
    """For the pages of the office: our own files, and nothing inline but the style of an error page."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' {fingerprint()}",
            "script-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "frame-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


@cache
def headers() -> dict[str, str]:
    """No script, no frame, no stranger's resource; only our own style, named by its fingerprint."""
    return {
        _POLICY: "; ".join(
            (
                "default-src 'none'",
                f"style-src {fingerprint()}",
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
                own, kept = answer.get(_POLICY), answer.get("Cache-Control")
                answer.update(headers())
                if own in (SEALED, FRAMED):
                    answer[_POLICY] = own
                    if own == FRAMED:
                        answer["X-Frame-Options"] = "SAMEORIGIN"
                elif own_path(scope).startswith("/van-phong"):
                    answer[_POLICY] = office()
                if kept in (FOR_GOOD, ASKED_AGAIN):
                    answer["Cache-Control"] = kept
            await send(message)

        await self.app(scope, receive, dressed)


def to_keep(name: str, plain: str = "") -> dict[str, str]:
    """What makes a browser keep a file under its name and open nothing of it itself.

    `plain`: a name for whoever reads no other letters than ASCII.
    """
    for_old = f' filename="{plain}";' if plain else ""
    return {
        "Content-Disposition": f"attachment;{for_old} filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": SEALED,
    }


def sealed(name: str, kind: FileKind, body: bytes) -> StreamingResponse:
    """Of the kind that its content is, under its name; a browser saves it and runs nothing of it."""
    headers = {
        **to_keep(name, f"{kind.ending[1:]}{kind.ending}"),
        "Content-Length": str(len(body)),
    }
    return StreamingResponse(_from_disk([body]), media_type=kind.media_type, headers=headers)


def _from_disk(body: list[bytes]) -> Iterator[bytes]:
    """A slow telephone takes minutes: meanwhile the file waits on disk, not in memory."""
    with TemporaryFile() as file:
        file.write(body.pop())
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
