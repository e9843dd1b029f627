"""Makes a PostgreSQL session what we take it for, whatever server, database, role or pooler give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from settings.catalogue import DATABASE_URL

_Raw = Any
"""A connection of the driver, which no file of ours imports."""
PINNED = {
    "DateStyle": "ISO, YMD",
    "TimeZone": "UTC",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
    "synchronous_commit": "on",
}
"""A notice that left rests on its commit having reached the disk; a nation's plan takes minutes.

Not read-only: whoever sets that wants nothing written, and is to be told so.
"""
_STRICTER = {"synchronous_commit": ("remote_write", "remote_apply", "on")}
"""Values of an office's own that promise as much as ours, and stay."""
STANDARD_PATH = '"$user", public'
_HOME = """
SELECT space.nspname FROM pg_catalog.pg_class AS made JOIN pg_catalog.pg_namespace AS space
ON space.oid = made.relnamespace WHERE made.relname = 'alembic_version' AND EXISTS (
    SELECT 1 FROM pg_catalog.pg_class AS other
    WHERE other.relname = 'obligation' AND other.relnamespace = made.relnamespace)
ORDER BY space.nspname = ANY (current_schemas(false)) DESC, space.nspname = 'public' DESC, space.nspname
"""
"""Where a ledger lies already, best first: another path must not make us begin an empty one beside it."""


PREPARED = 400
"""Statements that a connection keeps prepared: with fewer, those of two pages drive each other out."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a session was before it was pinned."""

    settings: dict[str, str]
    """As the server gave them; those that this version of PostgreSQL knows."""
    path: str
    pooled: bool
    """Whether a pooler stands between: what is set for a session does not stay with it there."""
    schema: str
    """Where the tables are; "" before there are any."""
    letters: str
    """In which the database keeps text."""


def pin(engine: Engine) -> None:
    """Have every connection of the engine pinned, and where a pooler lends them out every transaction.

    Refusal, when a connection opens: the database cannot hold Vietnamese letters.
    """
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)


def options() -> dict[str, Any]:
    """What a connection says when it opens: poolers keep this one, and no word can be read before it."""
    return {"client_encoding": "utf8"}


def look(raw: _Raw) -> Found:
    """What this session was given."""
    raw.execute("SET LOCAL statement_timeout = 0", prepare=False)
    names = list(PINNED)
    asked = raw.execute(
        "SELECT name, reset_val FROM pg_settings WHERE name = ANY (%s)", [names], prepare=False
    )
    given = {str(name): str(value) for name, value in asked.fetchall()}
    row = raw.execute("SELECT pg_backend_pid(), current_setting('search_path')", prepare=False).fetchone()
    assert row is not None
    home = raw.execute(_HOME, prepare=False).fetchone()
    # A pooler makes up the number that a client is told for its server process.
    pooled = row[0] != raw.info.backend_pid
    letters = raw.info.parameter_status("server_encoding") or "UTF8"
    return Found(given, str(row[1]), pooled, str(home[0]) if home else "", letters)


def _connected(raw: _Raw, record: Any) -> None:
    """A connection that cannot be pinned is nobody's: the pool never had it, so it is closed here."""
    try:
        _pin(raw, record)
    except BaseException:
        raw.close()
        raise


def _pin(raw: _Raw, record: Any) -> None:
    found = look(raw)
    _refuse_letters(found.letters)
    wanted = {name: value for name, value in PINNED.items() if name in found.settings}
    for name, values in _STRICTER.items():
        if found.settings.get(name) in values:
            wanted.pop(name, None)
    quoted = found.schema.replace('"', '""')
    wanted["search_path"] = f'"{quoted}"' if found.schema else STANDARD_PATH
    record.info["found"] = found
    record.info["pinned"] = wanted if found.pooled else {}
    raw.prepared_max = PREPARED
    if found.pooled:
        raw.rollback()
        raw.prepare_threshold = None  # the next statement may go to another server process
    else:
        raw.execute(*_setting(wanted, local=False), prepare=False)
        raw.commit()


def _refuse_letters(letters: str) -> None:
    """A database in Latin 1 breaks at the first Vietnamese name, in the middle of something."""
    if letters not in ("UTF8", "SQL_ASCII"):
        what = Told(f"cơ sở dữ liệu dùng bảng mã {letters}", f"the database is in {letters}")
        made = "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        raise Refusal(
            DATABASE_URL.name, what, Told(f"tạo cơ sở dữ liệu mới: {made}", f"make another: {made}")
        )


def _begun(connection: Connection) -> None:
    if wanted := connection.info.get("pinned"):
        raw: Any = connection.connection.driver_connection
        raw.execute(*_setting(wanted, local=True), prepare=False)


def _setting(wanted: dict[str, str], *, local: bool) -> tuple[str, list[object]]:
    told = ", ".join(f"set_config(%s, %s, {str(local).lower()})" for _ in wanted)
    return f"SELECT {told}", [word for pair in wanted.items() for word in pair]
