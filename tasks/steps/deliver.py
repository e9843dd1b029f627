"""Delivers: sends what the run has put into the outbox, beside the dispatcher or without one."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from datetime import datetime

from prefect import task
from prefect.client.schemas.objects import State

from cascade.notices.kinds import Channel
from cascade.notices.outcome_kinds import OutcomeKind, attempts
from models import outbox
from models.channels import presence
from models.database import clock, leases
from services.dispatch import open_channels
from services.dispatch.dispatcher import Dispatcher
from tasks import ledger_access
from tasks.board.board_labels import Look, Word
from tasks.steps.base_step import STEP, verdict

MOST = 5_000
"""Notices one run sends before it leaves the rest to the next."""
LOOK = 0.05
"""Seconds between two looks at what others hold."""
PATIENCE = 600
"""Looks; a dispatcher that has died holds what it held until its lease ends."""


@task(name="Gửi thông báo", **STEP)
async def deliver(label: str, now: datetime | None = None) -> State[None]:
    """Send what is ready. Several may do this at once; each notice leaves once."""
    # In a thread: the mail server may take its time, and the run's heartbeat must not wait for it.
    stop = threading.Event()
    try:
        done = await asyncio.to_thread(_drain, now, stop)
    finally:
        stop.set()  # a run that is cancelled or told to end leaves no thread behind that goes on sending
    helped = await _others_are_through()
    if done is None or (helped and not done):
        return verdict(Word.SENT, Look.DONE, "bộ gửi lo việc gửi")
    told = attempts(done) or "không có gì chờ gửi"
    wrong = done[OutcomeKind.OURS] > 0
    more = ", còn lại bộ gửi lo" if helped else ""
    return verdict(Word.HELD_BACK if wrong else Word.SENT, Look.DONE, told + more)


async def _others_are_through() -> bool:
    """Whether dispatchers send beside us. On a clock that stands, once they have said all they hold.

    Whoever stopped the clock moves it next; what is in hand until then would lose its lease, and leave twice.
    """
    ledger, tries = ledger_access.ledger(), PATIENCE
    while True:
        with ledger.read() as session:
            beside = any(one.role == "dispatcher" for one in presence.at_work(session))
            over = not beside or clock.shown(session) is None or not outbox.in_hand(session)
        if over or not tries:
            return beside
        tries -= 1
        await asyncio.sleep(LOOK)


def _drain(now: datetime | None, stop: threading.Event) -> Counter[str] | None:
    """None where this process has no address to send through, as a worker should have none."""
    ledger = ledger_access.ledger()
    with leases.unfenced(), open_channels.opened(ledger) as channels:
        if set(channels.names) <= {Channel.APPRISE}:
            return None
        if now is None:
            return Dispatcher(ledger, channels, role="runs").drain(MOST, stop)
        return Dispatcher(ledger, channels, lambda _: now).drain(MOST, stop)
