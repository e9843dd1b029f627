"""Small things the whole house agrees on, one row each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select
from sqlalchemy.orm import Session

from models.database import sql
from models.tables import SettingRow, base

HINDRANCE = "memo:hindrance:"
"""How the names begin under which it stands what goes wrong with one plan."""

# Below the ORM: the clock is one of these, and it is asked before every mail.
_TABLE = base.table(SettingRow)
_GET = select(_TABLE.c.value).where(_TABLE.c.key == bindparam("name"))


def get(session: Session, key: str) -> dict[str, Any] | None:
    """What was agreed under this name, if anything."""
    value: dict[str, Any] | None = session.connection().execute(_GET, {"name": key}).scalar_one_or_none()
    return value


def under(session: Session, prefix: str) -> list[dict[str, Any]]:
    """All that was agreed under names that begin so, in the order of the names."""
    query = select(SettingRow.value).where(SettingRow.key.startswith(prefix)).order_by(SettingRow.key)
    return list(session.scalars(query))


def get_later(key: str) -> ColumnElement[Any]:
    """The same as a part of another question."""
    return select(_TABLE.c.value).where(_TABLE.c.key == key).scalar_subquery()


def beginning(session: Session, words: str) -> dict[str, dict[str, Any]]:
    """All that was agreed under names that begin so."""
    query = select(SettingRow.key, SettingRow.value)
    found = session.execute(query.where(SettingRow.key.startswith(words, autoescape=True)))
    return {key: value for key, value in found}


def put(session: Session, key: str, value: dict[str, Any]) -> None:
    """Agree on something new in place of what was there."""
    sql.replace(session, SettingRow, ["key"], {"key": key, "value": value})


def keep_first(session: Session, key: str, value: dict[str, Any]) -> dict[str, Any]:
    """Agree on something unless somebody was first; hands out what counts."""
    session.execute(sql.insert(session, SettingRow).values(key=key, value=value).on_conflict_do_nothing())
    return get(session, key) or value


def drop(session: Session, key: str) -> None:
    """Forget what was agreed."""
    session.execute(delete(SettingRow).where(SettingRow.key == key))
