"""Shows that a process is at work, every half minute, from a thread beside what it really does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.database.ledger import Ledger

log = logging.getLogger(__name__)


@contextmanager
def shown(ledger: Ledger, role: str) -> Iterator[None]:
    """For as long as the block runs; a ledger that is away for a while stops nobody."""
    over = threading.Event()
    thread = threading.Thread(target=_show, args=(ledger, role, over), name="presence", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)


def _show(ledger: Ledger, role: str, over: threading.Event) -> None:
    from models.channels import presence

    while True:
        try:
            with ledger.begin() as session:
                if over.is_set():
                    presence.leave(session, role)
                    return
                presence.beat(session, role)
        except Exception:
            log.exception("không ghi được dấu hiệu hoạt động")
            if over.is_set():
                return
        over.wait(presence.BEAT.total_seconds())
