"""One worker at a time: whoever holds the lease does the work; a dead holder is waited for only so long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import stored_settings
from models.tables import SettingRow


def take(session: Session, name: str, owner: str, now: datetime, seconds: float) -> bool:
    """Whether the work is ours until `now + seconds`; asking again with the same owner renews it."""
    key = f"lease:{name}"
    stored_settings.keep_first(session, key, {})
    # Locks the row on PostgreSQL; SQLite has only one writer anyway.
    held = session.scalars(select(SettingRow.value).where(SettingRow.key == key).with_for_update()).one()
    if held and held["owner"] != owner and datetime.fromisoformat(held["until"]) > now:
        return False
    stored_settings.put(
        session, key, {"owner": owner, "until": (now + timedelta(seconds=seconds)).isoformat()}
    )
    return True


def release(session: Session, name: str, owner: str) -> None:
    """Let the next one in at once. Somebody else's lease stays."""
    held = stored_settings.get(session, f"lease:{name}")
    if held and held["owner"] == owner:
        stored_settings.drop(session, f"lease:{name}")


def holder(session: Session, name: str) -> str | None:
    """Who has the lease, expired or not."""
    held = stored_settings.get(session, f"lease:{name}")
    return held["owner"] if held else None


def current(session: Session, name: str, now: datetime) -> str | None:
    """Who has the lease; nobody once it has lapsed."""
    held = stored_settings.get(session, f"lease:{name}")
    return held["owner"] if held and datetime.fromisoformat(held["until"]) > now else None


def renew(session: Session, name: str, owner: str, now: datetime, seconds: float) -> bool:
    """Whether it is still ours, and then until `now + seconds`. One that somebody else took stays theirs."""
    return holder(session, name) == owner and take(session, name, owner, now, seconds)
