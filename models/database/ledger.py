"""The ledger: one database, opened one transaction at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.orm import ORMExecuteState, Session

from models.database import failpoints, idle_connections, leases, pinned_session
from models.database.migrate import upgrade
from models.database.pinned_session import Found
from settings.catalogue import DATABASE_URL, HOME

__all__ = ["Ledger", "Session", "default_url"]

BUSY_SECONDS = 30
"""How long a writer waits for the other writer of a SQLite file before it gives up."""


_POOL = {"pool_size": 15, "max_overflow": 0}
"""Connections of one process, kept once they are open: to open and pin one costs more than a page does."""
_FRESH = {"synchronize_session": False, "populate_existing": True}
"""Rows are always as the database has them: thousands change at once, and none is looked for in Python."""


def default_url() -> str:
    """Where the ledger lives: DONDOC_DATABASE_URL, or a file in DONDOC_HOME. Refusal: it is no address."""
    if url := DATABASE_URL.get():
        return url
    home = HOME.get()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"sqlite:///{home / 'dondoc.sqlite3'}"


class Ledger:
    """The database all rooms share. Safe to use from several threads; each process opens its own."""

    def __init__(self, url: str | None = None) -> None:
        self.url = url or default_url()
        self._engine = _open(self.url)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction that may write: all of it is kept, or none. Refusal: see `leases.fence`."""
        with _session(self._engine) as session:
            session.begin()
            yield session
            _commit(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that only looks, and never waits for a writer."""
        looking = self._engine.execution_options(looks_only=True)
        with _session(looking) as session:
            yield session
            session.rollback()

    def upgrade(self) -> None:
        """Bring the tables to the shape this version knows. Does nothing when they have it already."""
        with self._engine.begin() as connection:
            upgrade(connection)

    def surroundings(self) -> Found | None:
        """What the PostgreSQL server gives by itself, before we set our own; None for a file."""
        if self._engine.dialect.name == "sqlite":
            return None
        with self._engine.connect() as connection:
            found: Found = connection.info["found"]
            return found

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def acting(session: Session, act: str) -> None:
    """Name what this transaction does, for the points where a test may kill us around its commit."""
    session.info.setdefault("acts", []).append(act)


class _Afresh(Session):
    """A session that reads rows again each time."""


def _session(engine: Engine) -> Session:
    return _Afresh(engine, expire_on_commit=False)


@event.listens_for(_Afresh, "do_orm_execute")
def _look_afresh(asked: ORMExecuteState) -> None:
    asked.update_execution_options(**_FRESH)


def _commit(session: Session) -> None:
    acts: list[str] = session.info.get("acts", [])
    leases.fence(session)
    for act in acts:
        failpoints.failpoint(f"before_{act}")
    session.commit()
    for act in acts:
        failpoints.failpoint(f"after_{act}")


def _open(url: str) -> Engine:
    if not url.startswith("sqlite"):
        # Every transaction says its isolation itself: a server may have another one by default.
        more = {"isolation_level": "READ COMMITTED", "connect_args": pinned_session.options()}
        engine = create_engine(url, hide_parameters=True, **more, **_POOL)
        pinned_session.pin(engine)
        idle_connections.watch(engine)
    else:
        engine = create_engine(url, hide_parameters=True)
        _for_us_alone(engine.url.database)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _say_no_values)
    return engine


def _for_us_alone(file: str | None) -> None:
    """A new ledger is readable by its owner only; SQLite gives -wal and -shm the mode of the file."""
    if file and file != ":memory:" and Path(file).parent.is_dir():
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


def _say_no_values(context: ExceptionContext) -> None:
    """PostgreSQL repeats the row in a second line (`Key (address)=(…) already exists`), or a wrong value."""
    error, diagnosis = context.original_exception, getattr(context.original_exception, "diag", None)
    if diagnosis is None or diagnosis.sqlstate is None:
        return
    told = diagnosis.message_primary if not diagnosis.sqlstate.startswith("22") else diagnosis.sqlstate
    error.args = (told,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(error).__name__}) {told}",)


def _prepare_sqlite(raw: SqliteConnection, _record: object) -> None:
    # The driver must not open transactions of its own: its BEGIN is a lazy one, and two sweeps that both
    # read first and write later would deadlock into "database is locked".
    raw.isolation_level = None
    raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    _log_ahead(raw)
    for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "cache_size = -65536"):
        raw.execute(f"PRAGMA {pragma}")


def _log_ahead(raw: SqliteConnection) -> None:
    # Of several that open a new file at once one turns it, and SQLite tells the others "locked" without the
    # wait it was told to make: whoever asks again finds it turned.
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except OperationalError:
            if monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN" if options.get("looks_only") else "BEGIN IMMEDIATE")
