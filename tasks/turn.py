"""Taking turns: one run at a time works on a plan, and nobody waits for a run that has died."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from models import clock, leases
from models.ledger import Ledger, Session

SECONDS = 300
"""How long a run on another machine that has died is waited for."""


@contextmanager
def turn(ledger: Ledger, name: str) -> Iterator[bool]:
    """Whether it is ours; if so, until the block ends. A courtesy: the ledger is right without it."""
    owner = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
    with ledger.begin() as session:
        ours = _take(session, name, owner)
    try:
        yield ours
    finally:
        if ours:
            with ledger.begin() as session:
                leases.release(session, name, owner)


def _take(session: Session, name: str, owner: str) -> bool:
    machine = clock.machine()
    if leases.take(session, name, owner, machine, SECONDS):
        return True
    before = leases.holder(session, name)
    if before and _dead(before):
        leases.release(session, name, before)
        return leases.take(session, name, owner, machine, SECONDS)
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
