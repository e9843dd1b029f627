"""SQL that is not the same on both kinds of database: rows unless they are there, and very many at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import sqlalchemy
from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    ColumnElement,
    TypeDecorator,
    any_,
    bindparam,
    column,
    func,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE, TypeEngine

from models.tables import Table, base

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
    session: Session,
    table: type[Table],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    in_lots: bool = False,
) -> None:
    """Insert the rows. Instants must have gone through `native` once, not once for each row.

    `in_lots`: more of the same kind follow, and PostgreSQL need not look at the table after each lot.
    """
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
    more = cursor.rowcount
    cursor.close()
    if not in_lots or more <= FEW or _doubled(session, table):
        learn(session, table, more)


def learn(session: Session, table: type[Table], more: int) -> None:
    """Have PostgreSQL look at a table that has got many rows at one stroke.

    Until it does so by itself, a minute later, it takes the table for nearly empty, and needs a minute for
    a list that is there in ten milliseconds. A role that may not is told by a notice, and waits that long.
    """
    if more > FEW and is_postgresql(session):
        session.execute(text(f'ANALYZE "{table.__tablename__}"'))


def _doubled(session: Session, table: type[Table]) -> bool:
    """Whether the table has twice the pages that it had when PostgreSQL last looked at it."""
    return is_postgresql(session) and bool(session.scalar(_DOUBLED, {"name": table.__tablename__}))


_DOUBLED = text(
    "SELECT pg_relation_size(oid) > 2 * relpages * current_setting('block_size')::bigint"
    " FROM pg_catalog.pg_class WHERE oid = to_regclass(:name)"
)


def staying(session: Session, *columns: InstrumentedAttribute[Any]) -> dict[str, Any]:
    """What an UPDATE of thousands of rows on PostgreSQL is to name beside what it changes.

    Every row is written into every index anew. For an index none of whose columns is named, PostgreSQL looks
    for dead versions before it splits a full page; after one stroke none is dead yet, and the looking takes
    a fifth of the statement. SQLite leaves alone the indexes of what is not named.
    """
    return {one.key: one for one in columns} if is_postgresql(session) else {}


def insert_unless_there(
    session: Session,
    table: type[Table],
    rows: Sequence[Mapping[str, Any]],
    returning: Sequence[InstrumentedAttribute[Any]],
    keys: Sequence[str],
) -> Sequence[Sequence[Any]]:
    """Insert rows that all name the same columns; where one with these keys is there, it stays as it is."""
    names, postgres = tuple(rows[0]), is_postgresql(session)
    statement = _unless_there(table, names, tuple(returning), tuple(keys), postgres)
    there = base.table(table).c
    # One array for each column: a parameter for each value takes the driver longer than the rest.
    if not postgres:
        return session.execute(statement, cast("Any", list(rows))).all()
    listed = {f"all_{name}": _listed([row[name] for row in rows], there[name].type) for name in names}
    return session.execute(statement, listed).all()


@cache
def _unless_there(
    table: type[Table],
    names: tuple[str, ...],
    returning: tuple[InstrumentedAttribute[Any], ...],
    keys: tuple[str, ...],
    postgres: bool,
) -> ReturningInsert[Any]:
    """The statement without its values: spelling one of twenty columns takes longer than sending it."""
    bare, there = cast("sqlalchemy.Table", table.__table__), base.table(table).c
    if not postgres:
        rows_given = sqlite.insert(bare).on_conflict_do_nothing(index_elements=list(keys))
        return rows_given.returning(*returning)
    fed = [bindparam(f"all_{name}", type_=_Spelt(there[name].type)) for name in names]
    lines = func.unnest(*fed).table_valued(*(column(name, there[name].type) for name in names))
    statement = postgresql.insert(bare).from_select(list(names), select(lines.render_derived()))
    return statement.on_conflict_do_nothing(index_elements=list(keys)).returning(*returning)


class _OneOf(FunctionElement[Any]):
    """Holds both spellings; the database's own is written out. No Boolean: SQLite would be asked `… = 1`."""

    inherit_cache = True
    type = NULLTYPE


@compiles(_OneOf)
def _named(element: _OneOf, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(next(iter(element.clauses)), **more)


@compiles(_OneOf, "postgresql")
def _in_array(element: _OneOf, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(list(element.clauses)[1], **more)


def one_of(wanted: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Only these, which may be thousands: `IN (…)`, and on PostgreSQL one array for all of them."""
    listed = list(values)
    if len(listed) == 1:
        return cast("ColumnElement[bool]", wanted == listed[0])
    # Told that it is a list, SQLAlchemy does not ask each of them what it is.
    named: BindParameter[Any] = bindparam(None, listed, expanding=True, unique=True)
    return _OneOf(wanted.in_(named), wanted == any_(_array(listed, wanted.type)))


class _Spelt(TypeDecorator[str]):
    """An array as PostgreSQL reads it: a driver takes longer over the elements than the server does."""

    impl = ARRAY
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        return None


def _array(values: Iterable[Any], kind: TypeEngine[Any]) -> ColumnElement[Any]:
    return literal(_listed(values, kind), _Spelt(kind))


def _listed(values: Iterable[Any], kind: TypeEngine[Any]) -> str:
    listed = list(values)
    if isinstance(kind, TypeDecorator):
        dialect: Dialect = cast("Any", postgresql).dialect()
        listed = [kind.process_bind_param(value, dialect) for value in listed]
    elif isinstance(kind, JSON):
        listed = [json.dumps(value) for value in listed]
    return "{" + _spelt(listed) + "}"


def _spelt(values: Sequence[Any]) -> str:
    if all(type(value) is int for value in values):
        return ",".join(map(str, values))
    known: dict[Any, str] = {}
    for value in values:
        if value not in known:
            known[value] = _element(value)
    return ",".join(map(known.__getitem__, values))


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else value.isoformat()
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def among(wanted: InstrumentedAttribute[str], codes: Collection[str]) -> ColumnElement[bool]:
    """Only these codes; when they are very many, all rows, and the caller picks."""
    return one_of(wanted, codes) if len(codes) <= FEW else true()


def chunks(ids: Sequence[int], size: int = 5_000) -> Iterator[Sequence[int]]:
    """Ids in portions that one statement can name."""
    for first in range(0, len(ids), size):
        yield ids[first : first + size]


def day_in_vietnam(session: Session, at: SQLCoreOperations[Any]) -> ColumnElement[str]:
    """The Vietnamese day of an instant, "2026-04-24", for counting by day where the rows are."""
    if is_postgresql(session):
        return func.to_char(func.timezone("Asia/Ho_Chi_Minh", at), "YYYY-MM-DD")
    return func.date(at, "+7 hours")  # no summer time since 1975


def native(session: Session, moment: datetime | None) -> datetime | str | None:
    """An instant as this database takes it when nobody translates."""
    if moment is None or is_postgresql(session):
        return moment
    return sqlite_words(moment)


def sqlite_words(moment: datetime) -> str:
    """An instant as a SQLite file keeps it, ours or another program's through SQLAlchemy."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
