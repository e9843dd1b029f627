"""Lists from when their lines had a foreign key: the same lines without it, and by the same indexes."""

from __future__ import annotations

from typing import Any

from alembic import command
from sqlalchemy import Connection, create_engine, inspect, select

from models.database import migrate
from models.tables import NoticeItemRow
from tests.ledger.world import House, at

BEFORE = "0012"


def test_every_line_is_kept_as_its_table_is_written_anew(house: House) -> None:
    for day in (10, 16, 17, 20, 22, 24):
        house.run(at(4, day))
    engine = create_engine(house.ledger.url)
    with engine.begin() as connection:
        lines, indexes = _lines(connection), inspect(connection).get_indexes("notice_item")
        assert lines
        config = migrate.settings()
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)
        assert _keys(connection) == ["notice"]
        migrate.upgrade(connection)
        assert _keys(connection) == []
        assert (_lines(connection), inspect(connection).get_indexes("notice_item")) == (lines, indexes)
    engine.dispose()


def _lines(connection: Connection) -> list[Any]:
    return list(
        connection.execute(select(NoticeItemRow.__table__).order_by("notice_id", "obligation_id", "rung"))
    )


def _keys(connection: Connection) -> list[str]:
    return [one["referred_table"] for one in inspect(connection).get_foreign_keys("notice_item")]
