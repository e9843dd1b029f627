"""A ledger that takes no writing any more: the database itself says so, to every process of every version."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.database import sql
from models.database.database_errors import FROZEN
from models.migrations.carrying.row_stream import TABLES

_NAME = "dondoc_frozen"
_ACTS = ("INSERT", "UPDATE", "DELETE")
ARCHIVE = "archive"
"""How the reason begins for which the archive of a plan is closed."""
_SAYS = f"""
CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '25006'; END $$
"""


def freeze(session: Session, why: str) -> None:
    """From the commit of this transaction on nobody writes here; who tries is told `why`."""
    connection = session.connection()
    if sql.is_postgresql(session):
        connection.exec_driver_sql(_SAYS)
    for table in TABLES:
        for order in _orders(table, f"{FROZEN}{why}".replace("'", "''"), sql.is_postgresql(session)):
            connection.exec_driver_sql(order)


def thaw(session: Session) -> None:
    """Let it be written again."""
    connection = session.connection()
    if sql.is_postgresql(session):
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {_NAME}() CASCADE")
        return
    for table in TABLES:
        for act in _ACTS:
            connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{_NAME}_{table.name}_{act.lower()}"')


def frozen(session: Session) -> bool:
    """Whether this ledger takes no writing any more."""
    if sql.is_postgresql(session):
        asked = f"SELECT count(*) FROM pg_trigger WHERE tgfoid = to_regproc('{_NAME}')"
    else:
        asked = f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{_NAME}%'"
    return bool(session.scalar(text(asked)))


def archived(session: Session) -> bool:
    """Whether this is the archive of one plan, opened again: it has a part of what there was."""
    if sql.is_postgresql(session):
        return False  # it is opened as a file
    asked = f"SELECT max(sql) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{_NAME}%'"
    return f"{FROZEN}{ARCHIVE} " in str(session.scalar(text(asked)) or "")


def lock(session: Session, *, readers: bool = False) -> None:
    """Keep every other writer waiting until this transaction ends; readers too only where it is said."""
    if sql.is_postgresql(session):
        named = ", ".join(f'"{table.name}"' for table in TABLES)
        mode = "ACCESS EXCLUSIVE" if readers else "EXCLUSIVE"
        session.execute(text(f"LOCK TABLE {named} IN {mode} MODE"))
    # On SQLite a transaction that may write is alone from its first word on.


def _orders(table: sqlalchemy.Table, told: str, postgresql: bool) -> Iterator[str]:
    if postgresql:
        yield (
            f'CREATE TRIGGER "{_NAME}" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table.name}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {_NAME}('{told.replace('%', '%%')}')"
        )
        return
    for act in _ACTS:
        yield (
            f'CREATE TRIGGER "{_NAME}_{table.name}_{act.lower()}" BEFORE {act} ON "{table.name}"'
            f" BEGIN SELECT RAISE(ABORT, '{told}'); END"
        )
