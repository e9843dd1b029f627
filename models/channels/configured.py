"""Which channels this house can send by: what its senders showed last, remembered when they go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cascade.notices.kinds import Channel
from models.database import stored_settings
from settings import catalogue

PATIENCE = timedelta(minutes=10)
"""A sender that starts again is back by then; until then its channels still count."""
ROW = "sends:"
"""How the names of the rows begin."""
_OPENED_BY = {channel: catalogue.SETTINGS[channel.setting] for channel in Channel if channel.setting}


def show(session: Session, channels: Collection[str], at: datetime) -> None:
    """A sender can send by these, now; `at` by the machines' clocks."""
    for name in sorted(channels):
        stored_settings.put(session, ROW + name, {"at": at.isoformat()})


def there(session: Session) -> frozenset[str] | None:
    """Channels that can be sent by. None: no sender has ever shown itself, so nobody knows.

    While all senders are away it stays as it was when the last of them was at work.
    """
    rows = stored_settings.beginning(session, ROW)
    seen = {key.removeprefix(ROW): datetime.fromisoformat(value["at"]) for key, value in rows.items()}
    if not seen:
        return None
    since = max(seen.values()) - PATIENCE
    return frozenset(name for name, at in seen.items() if at >= since)


def beforehand(session: Session | None) -> frozenset[str] | None:
    """The same for whoever wants to know before anything is sent: else what our own settings open."""
    known = there(session) if session is not None else None
    return known if known is not None else _opened()


def _opened() -> frozenset[str] | None:
    if catalogue.MEMORY_BOX.written():
        return frozenset(Channel)
    found = {channel for channel, one in _OPENED_BY.items() if one.written()}
    # A desk that sends nothing has none of the settings and knows nothing of the sender's.
    return frozenset({*found, Channel.APPRISE}) if found else None
