"""Taking turns: one run at a time works on a plan, and nobody waits for a run that has died."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from models.database import clock, leases
from models.database.ledger import Ledger, Session

SECONDS = 300
"""How long a run on another machine that has died is waited for."""
LONGEST = 4 * 3600
"""Seconds after which a turn is renewed no more: whoever is at it still hangs."""
logger = logging.getLogger(__name__)


@contextmanager
def turn(ledger: Ledger, name: str, seconds: float = SECONDS) -> Iterator[bool]:
    """Whether it is ours; if so, until the block ends, and renewed by a beat for as long as the work takes.

    Whoever is taken for dead all the same (a machine that slept, a database that was away) keeps nothing of
    what it writes afterwards. Refusal: at a commit inside the block, `leases.LostLease`.
    """
    owner = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
    with ledger.begin() as session:
        ours = _take(session, name, owner, seconds)
    if not ours:
        yield False
        return
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(ledger, name, owner, seconds, done), daemon=True)
    keeper.start()
    try:
        with leases.under(name, owner):
            yield True
    finally:
        done.set()
        keeper.join()
        with ledger.begin() as session:
            leases.release(session, name, owner)


def turn_of(plan: str) -> str:
    """Whose turn it is to work on a plan."""
    return f"plan:{plan}"


def lost(ledger: Ledger) -> bool:
    """Whether the turn that the work here stands on is another's by now: whoever goes on works in vain."""
    with ledger.read() as session:
        return leases.lost(session)


def at_work(session: Session, name: str) -> bool:
    """Whether somebody who is alive, as far as we can tell, has the turn."""
    owner = leases.current(session, name, clock.machine())
    return owner is not None and not _dead(owner)


def _keep(ledger: Ledger, name: str, owner: str, seconds: float, done: threading.Event) -> None:
    """Long work keeps its turn; in a thread of its own, for the work may not let others speak."""
    for _ in range(int(LONGEST / seconds * 3)):
        if done.wait(seconds / 3):
            return
        try:
            with ledger.begin() as session:
                if not leases.renew(session, name, owner, clock.machine(), seconds):
                    logger.warning("lượt %s đã chuyển sang một tiến trình khác: dừng", name)
                    return
        except Exception as trouble:  # a database that is away for a moment has two more chances
            logger.warning("chưa gia hạn được lượt %s: %s", name, type(trouble).__name__)


def _take(session: Session, name: str, owner: str, seconds: float) -> bool:
    machine = clock.machine()
    if leases.take(session, name, owner, machine, seconds):
        return True
    before = leases.holder(session, name)
    if before and _dead(before):
        leases.release(session, name, before)
        return leases.take(session, name, owner, machine, seconds)
    return False


def _dead(owner: str) -> bool:
    """Whether the holder was a process of this machine that is no more. Of other machines we cannot tell."""
    host, pid, _ = owner.split("/")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
