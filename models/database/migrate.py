"""Brings an older ledger up to the shape this version knows, keeping what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0013"
"""The revision that this version of the code is made for: known without reading a migration, as every command
that opens a ledger asks."""

_LOCK = 7_246_613  # any number, as long as no other program on this PostgreSQL picks the same


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations that are missing, inside the caller's transaction; a second process waits.

    Refusal: a newer version has written here.
    """
    if to == "head" and _stands_at_newest(connection):
        return
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    config = settings()
    config.attributes["connection"] = connection
    _not_from_a_newer_one(connection, config)
    command.upgrade(config, to)


def _stands_at_newest(connection: Connection) -> bool:
    """Asked before anybody waits: whoever migrates has not committed, so the old revision is found."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return list(connection.scalars(text("SELECT version_num FROM alembic_version"))) == [NEWEST]


def _not_from_a_newer_one(connection: Connection, config: Config) -> None:
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    ours = ScriptDirectory.from_config(config)
    known = {script.revision for script in ours.walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    if strange := found - known:
        newest, written = ours.get_current_head(), ", ".join(sorted(strange))
        what = Told(
            f"cơ sở dữ liệu đã ở phiên bản {written}, bản dondoc này chỉ biết đến {newest}",
            f"the database is at revision {written}; this version of dondoc knows no further than {newest}",
        )
        raise Refusal("", what, Told("dùng bản dondoc mới hơn", "use the newer version of dondoc"))


def standing(connection: Connection) -> tuple[str, str, bool]:
    """The revision the database is at ("" before its first), ours, and whether ours knows the other."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    ours = ScriptDirectory.from_config(settings())
    found = ", ".join(sorted(MigrationContext.configure(connection).get_current_heads()))
    known = {script.revision for script in ours.walk_revisions()}
    return found, ours.get_current_head() or "", found in known or not found


@dataclass(frozen=True, slots=True)
class PendingMigration:
    """A migration that this version would run."""

    revision: str
    told: str
    """The first line of its file."""
    survived_from: str
    """The oldest revision whose code goes on working after it; "" where it only adds."""


def pending(connection: Connection) -> list[PendingMigration]:
    """What would be run, in order; nothing is."""
    from alembic.script import ScriptDirectory

    found, _, known = standing(connection)
    ours = ScriptDirectory.from_config(settings())
    scripts = list(ours.iterate_revisions("head", found or "base")) if known else []
    return [
        PendingMigration(
            one.revision, (one.doc or "").splitlines()[0], getattr(one.module, "SURVIVED_FROM", "")
        )
        for one in reversed(scripts)
    ]


@cache
def chain() -> tuple[str, ...]:
    """Every revision this version knows, in the order they are run; numbers may have swapped places."""
    from alembic.script import ScriptDirectory

    return tuple(reversed([one.revision for one in ScriptDirectory.from_config(settings()).walk_revisions()]))


def settings() -> Config:
    """Where alembic finds our migrations; there is no alembic.ini to lose."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
