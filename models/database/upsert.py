"""Insert a row unless its key is already there: the same sentence for both kinds of database."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.tables import Table

Insert = sqlite.Insert | postgresql.Insert


def insert(session: Session, table: type[Table]) -> Insert:
    """An INSERT that knows ON CONFLICT, whichever database this is."""
    # The bare table: by the class, the ORM would look at every value of very many rows.
    bare = cast("sqlalchemy.Table", table.__table__)
    return postgresql.insert(bare) if is_postgresql(session) else sqlite.insert(bare)


def replace(session: Session, table: type[Table], keys: list[str], row: dict[str, Any]) -> None:
    """Write the row; one with the same keys gives way to it."""
    rest = {name: value for name, value in row.items() if name not in keys}
    session.execute(
        insert(session, table).values(**row).on_conflict_do_update(index_elements=keys, set_=rest)
    )


def is_postgresql(session: Session) -> bool:
    """Whether several writers may work at once here."""
    return session.get_bind().dialect.name == "postgresql"
