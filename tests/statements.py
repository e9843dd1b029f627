"""SQL compiled once for all ledgers of a process: with one of its own, each test would do it anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event


class Compiled(dict[tuple[Any, ...], Any]):
    """What SQLAlchemy has compiled, by the database's kind and version instead of one engine's dialect."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_of_kind(*key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_of_kind(*key), compiled)


def _of_kind(dialect: Any, *statement: Any) -> tuple[Any, ...]:
    return (dialect.name, dialect.driver, dialect.server_version_info, *statement)


def share() -> None:
    """From now on, for every engine of this process."""
    compiled = Compiled()

    @event.listens_for(Engine, "engine_connect")
    def keep(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)
