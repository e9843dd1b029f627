"""One HTTP call to a service, with a plain answer: what it said, or why nobody knows."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

import httpx

from cascade.notices.reasons import Reason
from notifications.outcome import Outcome, ambiguous, later, never, ours

_TOKEN = re.compile(r"/bot[^/\s]+/")
_LOOPBACK = re.compile(r"https?://(127\.|localhost|\[::1\])")


class _Veil(logging.Filter):
    """httpx writes every address it calls to the log; the Bot's token is in the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _TOKEN.sub("/bot****/", record.getMessage())
        record.args = ()
        return True


_VEIL = _Veil()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in JSON; anything else becomes an outcome at once."""

    status: int
    body: Mapping[str, Any]
    retry_after: float | None = None


class HttpCaller:
    """Connections to one service, kept open between calls, never redirected."""

    def __init__(self, base: str, *, connect: float = 10.0, read: float = 30.0, verify: bool = True) -> None:
        logging.getLogger("httpx").addFilter(_VEIL)  # the same one again changes nothing
        self._client = httpx.Client(
            base_url=base,
            timeout=httpx.Timeout(read, connect=connect),
            # Reading the certificates takes 30 ms; a fake on this machine has none.
            verify=verify and base.startswith("https"),
            follow_redirects=False,
            # A connection that rested long may be dead at the other end, and then nobody knows what arrived.
            limits=httpx.Limits(keepalive_expiry=3.0),
            trust_env=not _LOOPBACK.match(base),
        )

    def call(self, method: str, path: str, **given: Any) -> Reply | Outcome:
        """Ask once. What went wrong before the question left is LATER; after that nobody knows."""
        try:
            return _read(self._client.request(method, path, **given))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            return replace(later(Reason.NO_CONNECTION.why(type(error).__name__)), pauses_channel=True)
        except httpx.UnsupportedProtocol:
            return ours(Reason.SERVICE_ADDRESS.why())
        except httpx.HTTPError as error:
            return ambiguous(Reason.ANSWER_LOST.why(type(error).__name__))

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def __enter__(self) -> HttpCaller:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read(response: httpx.Response) -> Reply | Outcome:
    wait = _seconds(response.headers.get("Retry-After", ""))
    try:
        body = response.json()
    except ValueError:  # also a body that is no UTF-8
        body = None
    if isinstance(body, dict):
        return Reply(response.status_code, body, wait)
    return _undocumented(response.status_code, wait)


def _undocumented(status: int, wait: float | None) -> Outcome:
    """A page of some proxy, an empty body, a list: not the service's own words, and never success."""
    reason = Reason.HTTP_STRANGE.why(status)
    if status in (408, 425, 429, 503):
        return replace(later(reason, str(status), retry_after=wait), pauses_channel=True)
    if status in (401, 403, 404, 405, 407) or 300 <= status <= 399:
        return ours(reason, str(status))
    if 400 <= status <= 499:
        return never(reason, str(status))
    # 200 with a stranger's page, or a gateway that lost its own server: perhaps taken.
    return replace(ambiguous(reason, str(status)), pauses_channel=True)


def _seconds(value: str) -> float | None:
    return min(float(value), 86_400.0) if value.isdigit() else None
