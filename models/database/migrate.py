"""Brings an older ledger up to the shape this version knows, keeping what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 7_246_613  # any number, as long as no other program on this PostgreSQL picks the same


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction; a second process waits."""
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    config = settings()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def settings() -> Config:
    """Where alembic finds our migrations; there is no alembic.ini to lose."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
