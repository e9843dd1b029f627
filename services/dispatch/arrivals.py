"""Asks Zalo what became of template messages whose arrival it has not told us of. Knows no Prefect."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from cascade.notices.kinds import Channel
from models.channels import receipts
from models.database.ledger import Ledger
from notifications.channels import Channels
from notifications.outcome import Outcome


def can_ask(channels: Channels) -> bool:
    """Whether this office has the channel that can be asked."""
    return any(Channel(name).can_be_asked for name in channels.names)


def ask(ledger: Ledger, channels: Channels, worker: str, now: datetime, stop: threading.Event) -> int:
    """One round, at most every few minutes whoever asks; says how many are now known to have arrived.

    Asking twice does no harm, so nothing is kept of a round that died half way.
    """
    with ledger.begin() as session:
        awaited = receipts.awaited(session, worker, now)
    return sum(_ask(ledger, channels, one, now) for one in awaited if not stop.is_set())


def _ask(ledger: Ledger, channels: Channels, one: receipts.Awaited, now: datetime) -> bool:
    found = channels.ask(one.provider_id)
    if isinstance(found, Outcome) or found.arrived is None:
        return False
    with ledger.begin() as session:
        if not found.arrived:
            receipts.not_yet(session, one.id)
            return False
        at = datetime.fromtimestamp(found.at_ms / 1000, UTC) if found.at_ms else now
        shown = one.key[: receipts.SHOWN]
        news = receipts.delivered(session, tracking_id=shown, message_id=one.provider_id, at=at, now=now)
    return news is not None
