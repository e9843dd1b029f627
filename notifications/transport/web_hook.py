"""One message to an address that somebody else named: signed, called once, and never inside our own house.

Signed as Standard Webhooks has it: the receiver makes the HMAC of "id.timestamp.body", and looks at the time.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
import socket
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from cascade.notices.hook_address import public
from cascade.notices.reasons import Reason
from notifications.outcome import Outcome, accepted, later, never

SECONDS = 15.0
"""For all of it, however slowly an answer drips."""
SECRET = "whsec_"
GONE = 410
_QUIET: ContextVar[bool] = ContextVar("quiet", default=False)


class NotPublic(Exception):
    """The address leads to a machine of an inner network."""


class _NoAddresses(logging.Filter):
    """What others call us under may hold a secret of theirs: httpx writes no line of such a call."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _QUIET.get()


_NO_ADDRESSES = _NoAddresses()


def signature(secret: str, number: str, at: int, body: bytes) -> str:
    """What `webhook-signature` carries."""
    key = base64.b64decode(secret.removeprefix(SECRET))
    sealed = hmac.digest(key, f"{number}.{at}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(sealed).decode()}"


def post(
    url: str,
    secret: str,
    number: str,
    body: Mapping[str, Any],
    now: datetime,
    *,
    private: bool = False,
    seconds: float = SECONDS,
) -> Outcome:
    """Send it once. Anything but 2xx is tried again later, as a receiver cannot be told from its proxy.

    `private`: addresses inside our own network are allowed, and plain http.
    """
    sent = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    at = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "dondoc",
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, number, at, sent),
    }
    for name in ("httpx", "httpcore.connection", "httpcore.http11"):
        logging.getLogger(name).addFilter(_NO_ADDRESSES)  # the same one again changes nothing
    quiet = _QUIET.set(True)
    try:
        return _answered(*asyncio.run(_call(url, headers, sent, private, seconds)))
    except NotPublic:
        return never(Reason.SERVICE_ADDRESS.why(), "private")
    except (httpx.HTTPError, TimeoutError) as error:
        return later(Reason.NO_CONNECTION.why(type(error).__name__))
    finally:
        _QUIET.reset(quiet)


async def _call(
    url: str, headers: dict[str, str], body: bytes, private: bool, seconds: float
) -> tuple[int, str]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if not private and parts.scheme != "https":
        raise NotPublic
    # Asked once and called by what was found: a name that changes its mind leads nobody into our house.
    place = resolved(host, port, private)
    named = f"[{place}]" if ":" in place else place
    called = parts._replace(netloc=f"{named}:{port}").geturl()
    told = {**headers, "Host": parts.netloc}
    # The certificate is the name's, whatever address was called.
    asked: dict[str, Any] = {"content": body, "headers": told, "extensions": {"sni_hostname": host}}
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(timeout=seconds, follow_redirects=False, trust_env=False) as client,
        client.stream("POST", called, **asked) as answer,
    ):
        # What it says is of no account, and is not read.
        return answer.status_code, answer.headers.get("Retry-After", "")


def resolved(host: str, port: int, private: bool = False) -> str:
    """An address behind that name. Raises NotPublic where one of them is not of the public network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(type(error).__name__) from None
    places = [str(address[0]).partition("%")[0] for *_, address in found]
    if not private and not all(public(one) for one in places):
        raise NotPublic
    return places[0]


def _answered(code: int, wait: str) -> Outcome:
    if 200 <= code <= 299:
        return accepted(code=str(code))
    if code == GONE:
        return never(Reason.HTTP_STRANGE.why(code), str(code))
    seconds = min(float(wait), 86_400.0) if wait.isascii() and wait.isdigit() else None
    return later(Reason.HTTP_STRANGE.why(code), str(code), retry_after=seconds)
