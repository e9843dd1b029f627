"""One worker at a time: whoever holds the lease does the work; a dead holder is waited for only so long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import stored_settings
from models.tables import SettingRow

_UNDER: ContextVar[tuple[str, str] | None] = ContextVar("under", default=None)
"""The lease, and its owner, that what is written here stands on."""
_HELD = select(SettingRow.value).where(SettingRow.key == bindparam("lease"))


class LostLease(Refusal):
    """Whoever holds a lease was silent for too long, and somebody else goes on with the work."""


@contextmanager
def under(name: str, owner: str) -> Iterator[None]:
    """No transaction inside the block is kept once the lease is another's; see `fence`."""
    token = _UNDER.set((name, owner))
    try:
        yield
    finally:
        _UNDER.reset(token)


@contextmanager
def unfenced() -> Iterator[None]:
    """For what stands on a claim of its own: a letter that has left is written down, whoever's turn it is."""
    token = _UNDER.set(None)
    try:
        yield
    finally:
        _UNDER.reset(token)


def fence(session: Session) -> None:
    """Asked before every commit. The row stays as it is until then: nobody takes the lease in between.

    Refusal: the lease that this work stands on is another's by now (`LostLease`).
    """
    if (name := _gone(session, _HELD.with_for_update(read=True))) is not None:
        what = Told("lượt đã chuyển sang một tiến trình khác", "another process has the turn by now")
        raise LostLease(name, what)


def lost(session: Session) -> bool:
    """The same question of whoever only looks: nothing is held."""
    return _gone(session, _HELD) is not None


def _gone(session: Session, held: Select[Any]) -> str | None:
    """The lease that this work stands on, if it is another's by now."""
    if (mine := _UNDER.get()) is None:
        return None
    name, owner = mine
    found = session.scalars(held, {"lease": f"lease:{name}"}).one_or_none()
    return None if found and found["owner"] == owner else name


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
