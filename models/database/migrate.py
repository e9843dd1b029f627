"""Brings an older ledger up to the shape this version knows, keeping what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 7_246_613  # any number, as long as no other program on this PostgreSQL picks the same


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction; a second process waits.

    Refusal: a newer version has written here.
    """
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    config = settings()
    config.attributes["connection"] = connection
    _not_from_a_newer_one(connection, config)
    command.upgrade(config, "head")


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


def settings() -> Config:
    """Where alembic finds our migrations; there is no alembic.ini to lose."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
