"""One line a minute in the dispatcher's log: how many attempts ended how. No names, no addresses."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from time import monotonic

from models import outbox
from models.database.ledger import Ledger

SECONDS = 60.0
logger = logging.getLogger(__name__)


class Minute:
    """Sums up what was done until the minute is over; the first line comes at once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._done: Counter[str] = Counter()
        self._over = 0.0

    def add(self, done: Mapping[str, int], now: float | None = None) -> None:
        """What one round did. `now`: seconds of a clock that only goes forward."""
        self._done.update({str(kind): count for kind, count in done.items()})
        now = monotonic() if now is None else now
        if now < self._over:
            return
        self._over = now + SECONDS
        logger.info("%s", self.line())
        self._done.clear()

    def line(self) -> str:
        """What was done so far, and since when each channel has something waiting."""
        with self._ledger.read() as session:
            ready = outbox.waiting(session)
        counts = [f"{kind} {count}" for kind, count in sorted(self._done.items())]
        since = [
            f"{channel} từ {at.astimezone(UTC).isoformat(timespec='minutes')}"
            for channel, at in sorted(ready.items())
        ]
        waiting = ", ".join(since) or "không"
        return f"đã gửi: {', '.join(counts) or '0'}; kênh còn thông báo chờ: {waiting}"
