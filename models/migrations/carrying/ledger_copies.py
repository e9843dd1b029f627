"""A copy of the whole ledger at one instant, while everybody works on; and such a copy opened again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from cascade.calendar import zone
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import clock
from models.database.ledger import Ledger, default_url
from models.migrations.carrying import postgres_tools, row_stream

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_CLOSED = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    " AND NOT has_table_privilege(oid, 'SELECT') ORDER BY relname"
)


@dataclass(frozen=True, slots=True)
class LedgerCopy:
    """What a copy holds, so that it can be counted again."""

    kind: str
    revision: str
    """Of the tables: the name of the last migration."""
    at: datetime
    """By the ledger's clock, which a demo may have set."""
    rows: dict[str, int]


def take(ledger: Ledger, file: Path) -> LedgerCopy:
    """Write the copy: a SQLite file, or a dump of PostgreSQL. Refusal: pg_dump is not there or says no."""
    with ledger.read() as session:
        if ledger.url.startswith(SQLITE):
            found = _seen(session, SQLITE)
            _copy_sqlite(session, file)
            return found
        # One snapshot for our counting and for pg_dump, however much is written meanwhile.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        snapshot = str(session.scalar(text("SELECT pg_export_snapshot()")))
        found = _seen(session, POSTGRESQL)
        schema = session.scalar(text("SELECT current_schema()"))
        named = [f'"{schema}"."{name}"' for name in [*found.rows, "alembic_version"]]
        postgres_tools.dump(ledger.url, snapshot, named, file, _server(session))
        return found


def closed_to_us(ledger: Ledger) -> list[str]:
    """Tables that our role at the PostgreSQL server may not read, and so cannot copy."""
    if ledger.url.startswith(SQLITE):
        return []
    with ledger.read() as session:
        return list(session.scalars(_CLOSED))


@contextmanager
def opened(kind: str, file: Path, beside: str, scratch: str = "") -> Iterator[Ledger | None]:
    """The copy as a ledger of its own, brought up to this version; gone afterwards.

    `beside`: the ledger on whose server a dump may be put into a database of its own; `scratch`: an empty one
    that ops have named for it. None: there is nowhere to put it. Refusal: it is damaged; no pg_restore.
    """
    if kind == SQLITE:
        if not _readable(file):
            raise Refusal(
                file.name, Told("bản sao bị hỏng", "is damaged"), Told("dùng bản khác", "use another")
            )
        with _ledger(f"sqlite:///{file}") as ledger:
            yield ledger
        return
    if scratch or not beside.startswith(SQLITE):
        server = server_version(scratch or beside)
        with postgres_tools.scratch(scratch or beside) as made:
            url = made or scratch
            if url:
                postgres_tools.load(url, file, server)
                with _ledger(url) as ledger:
                    yield ledger
                return
    yield None


def server_version(url: str) -> int:
    """The first number of a PostgreSQL server's version."""
    with _ledger(url, upgrade=False) as ledger, ledger.read() as session:
        return _server(session)


def laid_aside() -> Path | None:
    """Where the ledger's file went, if it is a SQLite file that no SQLite can read any more; else None."""
    url = default_url()
    file = Path(url.removeprefix("sqlite:///").partition("?")[0])
    if not url.startswith(SQLITE) or not file.is_file() or _readable(file):
        return None
    broken = file.with_name(f"{file.name}.broken-{zone.file_stamp(clock.machine())}")
    for end in ("", "-wal", "-shm"):
        if (part := file.with_name(file.name + end)).exists():
            part.rename(broken.with_name(broken.name + end))
    return broken


def _readable(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as raw:
            return bool(raw.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        return True  # somebody holds it, or we may not look: that is no damage
    except sqlite3.DatabaseError:
        return False


def counted(ledger: Ledger) -> dict[str, int]:
    """How many rows each table has now."""
    with ledger.read() as session:
        return row_stream.count(session)


@contextmanager
def _ledger(url: str, *, upgrade: bool = True) -> Iterator[Ledger]:
    found = Ledger(url)
    try:
        if upgrade:
            found.upgrade()
        yield found
    finally:
        found.dispose()


def _seen(session: Session, kind: str) -> LedgerCopy:
    revision = str(session.scalar(text("SELECT version_num FROM alembic_version")))
    return LedgerCopy(kind, revision, clock.now(session), row_stream.count(session))


def _server(session: Session) -> int:
    return int(session.scalar(text("SHOW server_version_num")) or 0) // 10_000


def _copy_sqlite(session: Session, file: Path) -> None:
    """Page by page under our own reading transaction: it is the instant that was counted."""
    source: Any = session.connection().connection.driver_connection
    with closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
        # One file, without the -wal that a copy would otherwise want beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def copy_sqlite_file(source: Path, file: Path) -> None:
    """Of somebody else's SQLite database that is in use: Prefect's."""
    reading = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(reading, uri=True)) as there, closing(sqlite3.connect(file)) as copy:
        there.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
