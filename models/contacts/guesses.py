"""Counts wrong Zalo codes, of each chat and of all together, so that nobody can try many at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import sql, stored_settings
from models.tables import SettingRow

MOST_TRIES = 5
"""Of one chat in an hour: enough for a person."""
MOST_OF_ALL = 200
"""Of all chats in an hour. Of 100 million codes that finds one of a hundred waiting once in 5,000 hours."""
TRIES_COUNT_FOR = timedelta(hours=1)
_TRIES = "zalo-tries:"
_ALL = "zalo-tries"


def lock(session: Session) -> None:
    """One call at a time from here to the end of the transaction: twenty at once would be counted as four."""
    first = {"key": _ALL, "value": {"count": 0, "since": "0001-01-01T00:00:00+00:00"}}
    session.execute(sql.insert(session, SettingRow).values(first).on_conflict_do_nothing())
    session.execute(select(SettingRow.key).where(SettingRow.key == _ALL).with_for_update())


def may_try(session: Session, chat_id: str, now: datetime) -> bool:
    """Whether a code of that chat is looked at."""
    return chat_may_try(session, chat_id, now) and _count(session, _ALL, now) < MOST_OF_ALL


def chat_may_try(session: Session, chat_id: str, now: datetime) -> bool:
    """Whether that chat, whatever others do, has tries left."""
    return _count(session, _TRIES + chat_id, now) < MOST_TRIES


def count(session: Session, chat_id: str, now: datetime) -> None:
    """One wrong code more."""
    for key in (_TRIES + chat_id, _ALL):
        tries = stored_settings.get(session, key)
        if tries is None or _over(tries["since"], now):
            tries = {"count": 0, "since": now.isoformat()}
        stored_settings.put(session, key, {**tries, "count": tries["count"] + 1})


def forget(session: Session, now: datetime) -> None:
    """Drop the counts of chats that have waited long enough."""
    for row in session.scalars(select(SettingRow).where(SettingRow.key.startswith(_TRIES))):
        if _over(row.value["since"], now):
            session.delete(row)


def _count(session: Session, key: str, now: datetime) -> int:
    tries = stored_settings.get(session, key)
    return 0 if tries is None or _over(tries["since"], now) else int(tries["count"])


def _over(since: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(since) >= TRIES_COUNT_FOR
