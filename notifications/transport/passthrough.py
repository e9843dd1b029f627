"""Any other Apprise URL (Telegram, Slack, a webhook): sends, and says no more than Apprise knows."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cascade.notices.reasons import Reason
from notifications.message import Message
from notifications.outcome import Outcome, accepted, ambiguous, later, never, ours
from notifications.wording.stock import Asset, Base, build, send_text

# These report success for mail that went to the sender himself, and for a proxy's page; ours do not.
_REPLACED = {"mailto": "dpmail", "mailtos": "dpmails", "zalo": "zalobot"}
_STATUS = re.compile(r"error\s*[=:]\s*(\d{3})", re.IGNORECASE)


def send(message: Message, asset: Asset) -> Outcome:
    """One message to the URL in `message.address`."""
    schema = message.address.partition(":")[0].lower()
    if schema in _REPLACED:
        return ours(Reason.USE_OURS.why(schema, _REPLACED[schema]))
    if not (plugin := _plugin(message.address, asset)):
        return never(Reason.APPRISE_ADDRESS.why(), blames_contact=True)
    plugin.retry = 0
    plugin.request_rate_per_sec = 0
    with _overheard() as said:
        taken = send_text(plugin, asset, message.subject, message.short or message.text)
    return accepted(reason=Reason.APPRISE_SENT.why()) if taken else _read(said)


def _plugin(url: str, asset: Asset) -> Base | None:
    try:
        return build(url, asset)
    except TypeError:
        return None


def _read(said: list[str]) -> Outcome:
    """A stock plugin says only no; the status in its warning is all there is to go by."""
    found = next((match[1] for line in said if (match := _STATUS.search(line))), None)
    if found is None:
        # Refused or lost on the way: nobody can say, so it is not sent again blindly.
        return ambiguous(Reason.APPRISE_NOT_SENT.why())
    reason = Reason.APPRISE_HTTP.why(found)
    if found in ("408", "429", "503"):
        return later(reason, found)
    if found in ("401", "403", "404"):
        return ours(reason, found)
    return never(reason, found) if found.startswith("4") else ambiguous(reason, found)


class _Listener(logging.Handler):
    """Keeps the warnings of its own thread; they may hold secrets and go no further."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.said.append(record.getMessage())


@contextmanager
def _overheard() -> Iterator[list[str]]:
    logger, listener = logging.getLogger("apprise"), _Listener()
    logger.addHandler(listener)
    try:
        yield listener.said
    finally:
        logger.removeHandler(listener)
