"""The one place that asks what time it is; a demo may set the clock, and everybody then believes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, cast, func, select
from sqlalchemy.orm import Session

from models.database import sql, stored_settings

KEY = "clock"
"""Its row among what the house agrees on."""


def now(session: Session) -> datetime:
    """The instant the house lives in: the demo's, if one is set, or the machine's."""
    return of(stored_settings.get(session, KEY))


def of(row: Mapping[str, Any] | None) -> datetime:
    """The same, for whoever has read the clock's row already."""
    return _read(row) or machine()


def machine() -> datetime:
    """What the machine's own clock shows, whatever a demo has set: for what happens between processes."""
    return datetime.now(UTC)


def shown(session: Session) -> datetime | None:
    """What the demo clock shows; None when the machine's own counts."""
    return _read(stored_settings.get(session, KEY))


def _read(row: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(row["at"]) if row else None


def set_clock(session: Session, at: datetime | None) -> None:
    """Stop the clock at an instant, or give it back to the machine."""
    if at is None:
        stored_settings.drop(session, KEY)
        return
    if at.tzinfo is None:
        raise ValueError(f"naive instant {at!r}: say which zone")
    stored_settings.put(session, KEY, {"at": at.astimezone(UTC).isoformat()})


def of_database(session: Session) -> datetime | None:
    """What the database server's clock shows; a file has that of this machine."""
    if not sql.is_postgresql(session):
        return None
    told = session.scalar(select(cast(func.clock_timestamp(), DateTime(timezone=True))))
    return told.astimezone(UTC) if told else None
