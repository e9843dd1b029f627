"""Tells the hooks of clients what has happened, in a thread of its own: no letter waits for a slow one."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from models.database import clock
from models.database.ledger import Ledger
from models.org.clients import hook_deliveries
from models.views.client_views import ClaimedDelivery
from notifications.outcome import Outcome, OutcomeKind
from notifications.transport import web_hook
from settings.catalogue import HOOKS_PRIVATE

EVERY = 2.0
"""Seconds between two looks."""
BATCH = 20
MOST = 10_000
"""In one go; whoever calls again gets the rest."""
logger = logging.getLogger(__name__)


@contextmanager
def telling(ledger: Ledger) -> Iterator[None]:
    """Tell in a thread of its own for as long as the block runs."""
    stop = threading.Event()
    teller = threading.Thread(target=_watch, args=(ledger, stop), name="hooks")
    teller.start()
    try:
        yield
    finally:
        stop.set()
        teller.join()


def _watch(ledger: Ledger, stop: threading.Event) -> None:
    while not stop.wait(EVERY):
        try:
            tell(ledger, stop)
        except Exception:
            logger.exception("lượt báo webhook bị ngắt, thử lại sau")


def tell(ledger: Ledger, stop: threading.Event | None = None) -> Counter[str]:
    """All that is ready; how many attempts ended how.

    If we die between sending and writing it down, the delivery goes out again under the same number.
    """
    stop = stop or threading.Event()
    worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    done: Counter[str] = Counter()
    with ledger.begin() as session:
        hook_deliveries.share_out(session, clock.now(session))
    while not stop.is_set() and done.total() < MOST:
        with ledger.begin() as session:
            batch = hook_deliveries.claim(session, worker, clock.now(session), BATCH)
        if not batch:
            break
        done += _send(ledger, batch, stop)
    return done


def _send(ledger: Ledger, batch: list[ClaimedDelivery], stop: threading.Event) -> Counter[str]:
    """One after another; where a hook did not answer well, what else we hold for it goes back."""
    done: Counter[str] = Counter()
    resting: set[int] = set()
    for one in batch:
        if stop.is_set() or one.hook.id in resting:
            with ledger.begin() as session:
                hook_deliveries.release(session, one, clock.now(session))
            continue
        with ledger.read() as session:
            now = clock.now(session)
        number = f"msg_{one.id}"
        private = HOOKS_PRIVATE.get()
        outcome = web_hook.post(one.hook.url, one.hook.secret, number, one.body, now, private=private)
        _settle(ledger, one, outcome)
        done[outcome.kind.value] += 1
        if outcome.kind is not OutcomeKind.ACCEPTED:
            resting.add(one.hook.id)
            told = {"hook": one.hook.id, "event": one.event, "outcome": outcome.code or outcome.kind.value}
            logger.warning("chưa báo được webhook", extra=told)
    return done


def _settle(ledger: Ledger, one: ClaimedDelivery, outcome: Outcome) -> None:
    with ledger.begin() as session:
        hook_deliveries.settle(
            session,
            one,
            outcome.kind,
            now=clock.now(session),
            code=outcome.code or "",
            reason=outcome.reason or "",
            retry_after=outcome.retry_after,
        )
