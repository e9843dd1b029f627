"""Small things the whole house agrees on, one row each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from models.database import sql
from models.tables import SettingRow, base

HINDRANCE = "memo:hindrance:"
"""How the names begin under which it stands what goes wrong with one plan."""

_LEARNED = "settings"
# Below the ORM: the clock is one of these, and it is asked before every mail.
_TABLE = base.table(SettingRow)
_GET = select(_TABLE.c.value).where(_TABLE.c.key == bindparam("name"))
_NAMED = _TABLE.c.key.in_(bindparam("names", expanding=True))
_LEARN = select(_TABLE.c.key, _TABLE.c.value).where(_NAMED)
_LEARN_MORE = select(_TABLE.c.key, _TABLE.c.value).where(
    or_(_NAMED, _TABLE.c.key.startswith(bindparam("beginning")))
)


def learn(session: Session, names: Collection[str], beginning: str = "") -> None:
    """Read all of these in one question, and ask no more of them until something is agreed on.

    `beginning`: how further names begin, none of which holds "%" or "_".
    """
    asked: dict[str, Any] = {"names": list(names)} | ({"beginning": beginning} if beginning else {})
    found = session.connection().execute(_LEARN_MORE if beginning else _LEARN, asked)
    known: dict[str, dict[str, Any] | None] = {**dict.fromkeys(names), **{key: value for key, value in found}}
    session.info[_LEARNED] = known, beginning


def know(session: Session, key: str, value: dict[str, Any] | None) -> None:
    """One of these was read with something else: it is not asked for again until something is agreed on."""
    known, beginning = session.info.get(_LEARNED, ({}, ""))
    session.info[_LEARNED] = {**known, key: value}, beginning


def get(session: Session, key: str) -> dict[str, Any] | None:
    """What was agreed under this name, if anything."""
    learned, _ = session.info.get(_LEARNED, ({}, ""))
    if key in learned:
        return learned[key]  # type: ignore[no-any-return]
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
    learned, known = session.info.get(_LEARNED, ({}, ""))
    if words and known == words:
        return {key: value for key, value in learned.items() if value and key.startswith(words)}
    query = select(SettingRow.key, SettingRow.value)
    found = session.execute(query.where(SettingRow.key.startswith(words, autoescape=True)))
    return {key: value for key, value in found}


def put(session: Session, key: str, value: dict[str, Any]) -> None:
    """Agree on something new in place of what was there."""
    session.info.pop(_LEARNED, None)
    sql.replace(session, SettingRow, ["key"], {"key": key, "value": value})


def keep_first(session: Session, key: str, value: dict[str, Any]) -> dict[str, Any]:
    """Agree on something unless somebody was first; hands out what counts."""
    session.info.pop(_LEARNED, None)
    session.execute(sql.insert(session, SettingRow).values(key=key, value=value).on_conflict_do_nothing())
    return get(session, key) or value


def drop(session: Session, key: str) -> None:
    """Forget what was agreed."""
    session.info.pop(_LEARNED, None)
    session.execute(delete(SettingRow).where(SettingRow.key == key))
