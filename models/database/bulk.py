"""Writes very many rows at once, as fast as the database takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.database.upsert import is_postgresql
from models.tables import Table


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


def chunks(ids: Sequence[int], size: int = 5_000) -> Iterator[Sequence[int]]:
    """Ids in portions that one statement can name."""
    for first in range(0, len(ids), size):
        yield ids[first : first + size]


def native(session: Session, moment: datetime | None) -> datetime | str | None:
    """An instant as this database takes it when nobody translates."""
    if moment is None or is_postgresql(session):
        return moment
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
