"""The one place that asks what time it is; a demo may set the clock, and everybody then believes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, cast, func, select
from sqlalchemy.orm import Session

from models.database import sql, stored_settings

KEY = "clock"
"""Its row among what the house agrees on."""
WAIT = 10.0
"""Seconds for which a Prefect server may be writing in its file."""


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


def date_shown_run(file: Path, run: UUID, start: datetime, end: datetime) -> None:
    """In the file of a Prefect server on this machine a run gets the dates that a demo has played it on.

    In the server's own words for an instant: its modules take longer to load than a run takes.
    """
    dates = [sql.sqlite_words(at) for at in (start, end)]
    with closing(sqlite3.connect(file, timeout=WAIT, isolation_level=None)) as theirs:
        theirs.execute("UPDATE flow_run SET start_time = ?, end_time = ? WHERE id = ?", (*dates, str(run)))
