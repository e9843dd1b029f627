"""What a process of the suite can be told to do."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timedelta

from models.database import clock
from models.database.ledger import Ledger, Session
from models.migrations.carrying import moving
from notifications.channels import Channels, ChannelSettings
from services.dispatch.dispatcher import Dispatcher
from tests.faults import life


def run(order: dict[str, str]) -> None:
    """Do one job with a ledger of our own."""
    ledger = Ledger(order["url"])
    try:
        JOBS[order["do"]](ledger, order)
    finally:
        ledger.dispose()


def _play(ledger: Ledger, order: dict[str, str]) -> None:
    life.play(ledger, ChannelSettings.from_env(os.environ))


def _sweep(ledger: Ledger, order: dict[str, str]) -> None:
    life.sweep(ledger, datetime.fromisoformat(order["now"]))


def _drain(ledger: Ledger, order: dict[str, str]) -> None:
    """Once through the queue, on a clock that may be wrong by some seconds."""
    wrong = timedelta(seconds=float(order.get("wrong", "0")))

    def shifted(session: Session) -> datetime:
        return clock.now(session) + wrong

    with Channels(ChannelSettings.from_env(os.environ)) as channels:
        Dispatcher(ledger, channels, shifted).drain()


def _dispatch(ledger: Ledger, order: dict[str, str]) -> None:
    """As `dondoc up` does it: for ever, whatever happens to the database."""
    with Channels(ChannelSettings.from_env(os.environ)) as channels:
        Dispatcher(ledger, channels).run(threading.Event(), pause=0.05)


def _move(ledger: Ledger, order: dict[str, str]) -> None:
    """To another database, as `dondoc move` does it."""
    target = Ledger(order["to"])
    target.upgrade()
    with ledger.read() as session:
        now = clock.now(session)
    moving.move(ledger, target, now, life.BY)
    target.dispose()


JOBS = {"move": _move, "play": _play, "sweep": _sweep, "drain": _drain, "dispatch": _dispatch}
