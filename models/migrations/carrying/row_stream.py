"""Every row of a ledger as it is stored, table by table, some at a time; the same from both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, ColumnElement, LargeBinary, Select, Text, cast, collate, func, select, text
from sqlalchemy import types as kinds
from sqlalchemy.orm import Session

from models.database import sql
from models.tables import Table
from models.tables.base import Because, Reasoning

Row = tuple[Any, ...]
Narrowing = Callable[[sqlalchemy.Table], ColumnElement[bool] | None]
"""Which rows of a table are meant; None: all."""
TABLES: Sequence[sqlalchemy.Table] = Table.metadata.sorted_tables
"""Each after those that its rows point to."""
PORTION, BODIES = 2_000, 4
"""Rows in hand at a time; of tables that keep whole files, few."""


_HIGHER = """
SELECT setval('{owned}', greatest((SELECT max("{column}") FROM "{table}"), (SELECT last_value FROM {owned})))
"""


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows of one table, in the order of their key, and what tells them from others."""

    rows: list[Row]
    digest: str


def portions(
    session: Session, table: sqlalchemy.Table, which: Select[Any] | None = None
) -> Iterator[Portion]:
    """All rows of the table, or those that a query by `rows_of` names."""
    size = BODIES if _has_bodies(table) else PORTION
    asked = which if which is not None else rows_of(session, table)
    found = session.connection().execute(asked, execution_options={"yield_per": size})
    for some in found.partitions(size):
        rows = [tuple(row) for row in some]
        yield Portion(rows, _digest(rows))


def rows_of(session: Session, table: sqlalchemy.Table) -> Select[Any]:
    """The rows of a table by key, each value as it lies there: nothing is read anew, so nothing changes."""
    postgresql = sql.is_postgresql(session)
    shown = [_stored(column, postgresql).label(column.name) for column in table.columns]
    order = [_bytewise(column, postgresql) for column in table.primary_key]
    return select(*shown).select_from(table).order_by(*order)


def put(session: Session, table: sqlalchemy.Table, rows: Sequence[Row]) -> None:
    """Write rows as `portions` gave them, in the transaction of the session."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    cursor: Any = session.connection().connection.cursor()
    if sql.is_postgresql(session):
        with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(table.columns))
        plain = [tuple(_plain(session, value) for value in row) for row in rows]
        cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', plain)
    cursor.close()


def empty(session: Session) -> None:
    """Take every row out, in this transaction."""
    if sql.is_postgresql(session):
        # The log lets nothing go but whole, and only here: its chain comes in with the rows.
        session.execute(text("SELECT set_config('dondoc.log', 'carry', true)"))
        session.execute(text("TRUNCATE " + ", ".join(f'"{table.name}"' for table in TABLES)))
        session.execute(text("SELECT set_config('dondoc.log', '', true)"))
        return
    for table in reversed(TABLES):
        session.execute(table.delete())


def count(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def number_on(session: Session) -> None:
    """What is written next gets a number of its own: never one that was in use here or came with the rows."""
    if not sql.is_postgresql(session):
        return  # SQLite looks for the highest itself
    for table in TABLES:
        for column in table.primary_key:
            known = f"pg_get_serial_sequence('\"{table.name}\"', '{column.name}')"
            owned = session.scalar(text(f"SELECT {known}"))
            if owned is not None:
                session.execute(text(_HIGHER.format(owned=owned, column=column.name, table=table.name)))


def _has_bodies(table: sqlalchemy.Table) -> bool:
    return any(isinstance(column.type, LargeBinary) for column in table.columns)


def _stored(column: sqlalchemy.Column[Any], postgresql: bool) -> ColumnElement[Any]:
    if isinstance(column.type, JSON):
        return cast(column, Text) if postgresql else sqlalchemy.type_coerce(column, Text)
    if isinstance(column.type, Because | Reasoning):
        return sqlalchemy.type_coerce(column, Text)
    return column


def _bytewise(column: sqlalchemy.Column[Any], postgresql: bool) -> ColumnElement[Any]:
    """Both databases agree on the order of bytes, and on no other order of letters."""
    return collate(column, "C") if postgresql and isinstance(column.type, kinds.Text) else column


def _digest(rows: Sequence[Row]) -> str:
    told = hashlib.sha256()
    for row in rows:
        told.update(repr(row).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def _plain(session: Session, value: Any) -> Any:
    if isinstance(value, datetime):
        return sql.native(session, value)
    return value.isoformat() if isinstance(value, date) else value
