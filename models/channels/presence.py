"""Who is at work on this ledger, and set up how: one row for each process, so that differences are seen."""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.channels import configured
from models.database import clock, stored_settings
from models.database.migrate import NEWEST
from models.tables import SettingRow
from settings.catalogue import LINK_KEY, PORTAL_URL

BEAT = timedelta(seconds=30)
"""Between two signs of life of one process."""
STALE = timedelta(minutes=2)
"""Silent for longer, a process is not at work any more."""
FORGOTTEN = timedelta(days=1)
"""Then its row goes."""
PASSING = frozenset({"runs", "desk"})
"""Roles that end by themselves; nobody misses them."""
_ROW = "process:"


@dataclass(frozen=True, slots=True)
class Present:
    """One process as it last showed itself; instants by the machines' clocks."""

    role: str
    name: str
    """host:pid, or the host alone where processes come and go."""
    at: datetime
    channels: tuple[str, ...]
    """What it can send."""
    portal: str
    """Where its links lead."""
    key: str
    """A fingerprint of the key it signs links with; equal keys, equal fingerprints, and no way back."""
    schema: str = ""
    """The revision its code is made for; "" of a version that did not tell."""

    def fresh(self, now: datetime) -> bool:
        """Whether it still counts as being at work."""
        return now - self.at < STALE


def name_of(role: str) -> str:
    """What tells this process from others of its role; runs come and go, so a machine's share one row."""
    host = socket.gethostname()
    return host if role in PASSING else f"{host}:{os.getpid()}"


def beat(session: Session, role: str, channels: Collection[str] = ()) -> Present:
    """Show that we are here and how we are set up."""
    now, name = clock.machine(), name_of(role)
    for one in everybody(session):
        if now - one.at > FORGOTTEN:
            leave(session, one.role, one.name)
    mine = Present(role, name, now, tuple(sorted(channels)), PORTAL_URL.get(), _fingerprint(), NEWEST)
    value = {
        "at": now.isoformat(),
        "channels": list(mine.channels),
        "portal": mine.portal,
        "key": mine.key,
        "schema": mine.schema,
    }
    stored_settings.put(session, f"{_ROW}{role}:{name}", value)
    configured.show(session, mine.channels, now)
    return mine


def leave(session: Session, role: str, name: str = "") -> None:
    """Say goodbye, so that nobody takes us for dead."""
    stored_settings.drop(session, f"{_ROW}{role}:{name or name_of(role)}")


def everybody(session: Session) -> list[Present]:
    """All that have shown themselves and not said goodbye, the silent ones too."""
    rows = select(SettingRow.key, SettingRow.value).where(SettingRow.key.startswith(_ROW, autoescape=True))
    found = session.execute(rows.order_by(SettingRow.key))
    return [_present(key.removeprefix(_ROW), value) for key, value in found]


def at_work(session: Session) -> list[Present]:
    """Those that have shown themselves lately."""
    now = clock.machine()
    return [one for one in everybody(session) if one.fresh(now)]


def _present(key: str, value: dict[str, object]) -> Present:
    role, _, name = key.partition(":")
    channels = value["channels"]
    assert isinstance(channels, list)
    at = datetime.fromisoformat(str(value["at"]))
    schema = str(value.get("schema", ""))
    return Present(role, name, at, tuple(channels), str(value["portal"]), str(value["key"]), schema)


def _fingerprint() -> str:
    """Empty where the key is the ledger's own, the same for all."""
    secret = LINK_KEY.get()
    # Few letters on purpose: enough to see a difference, too few to find out the key.
    return hmac.new(secret.encode(), b"dondoc.presence", hashlib.sha256).hexdigest()[:8] if secret else ""
