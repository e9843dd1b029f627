"""SQL that is not the same on both kinds of database: rows unless they are there, and very many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy
from sqlalchemy import ColumnElement, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.tables import Table

Insert = sqlite.Insert | postgresql.Insert

FEW = 5_000
"""Up to so many codes are named in a query; beyond it reading the whole table is cheaper."""


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


def write(
    session: Session, table: type[Table], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert the rows. Instants must have gone through `native` once, not once for each row."""
    names = ", ".join(f'"{column}"' for column in columns)
    # The connection below SQLAlchemy, inside the same transaction: it would look at each value again.
    cursor: Any = session.connection().connection.cursor()
    if is_postgresql(session):
        with cursor.copy(f'COPY "{table.__tablename__}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        cursor.executemany(f'INSERT INTO "{table.__tablename__}" ({names}) VALUES ({marks})', rows)
    cursor.close()


def among(column: InstrumentedAttribute[str], codes: Collection[str]) -> ColumnElement[bool]:
    """Only these codes; when they are very many, all rows, and the caller picks."""
    return column.in_(codes) if len(codes) <= FEW else true()


def chunks(ids: Sequence[int], size: int = 5_000) -> Iterator[Sequence[int]]:
    """Ids in portions that one statement can name."""
    for first in range(0, len(ids), size):
        yield ids[first : first + size]


def native(session: Session, moment: datetime | None) -> datetime | str | None:
    """An instant as this database takes it when nobody translates."""
    if moment is None or is_postgresql(session):
        return moment
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
