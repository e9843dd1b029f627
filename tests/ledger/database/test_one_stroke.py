"""What PostgreSQL is spared where thousands of rows move or come at one stroke; SQLite does without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event, text

from models.database import sql
from models.database.ledger import Ledger
from models.database.sql import FEW
from models.reminders import escalate
from models.tables import NoticeItemRow
from tests.copies import Prepare
from tests.ledger.database.test_query_plans import NOW, recorded
from tests.ledger.world import House

LINES = ("notice_id", "obligation_id", "rung")
LOTS = 8


@pytest.mark.parametrize(("table", "stays"), [("obligation", "state"), ("notice", "plan_id")])
def test_a_morning_names_what_stays_only_where_each_row_is_written_anew(
    house: House, table: str, stays: str
) -> None:
    with recorded(house) as statements, house.ledger.begin() as session:
        escalate.run(session, house.plan_id, NOW, "h1", outwards=True)
        escalate.run(session, house.plan_id, NOW)
        anew = sql.is_postgresql(session)
    changed = [words.partition(" WHERE ")[0] for words, _ in statements]
    changed = [words for words in changed if words.startswith(f"UPDATE {table} SET")]
    assert changed
    assert {f"{stays}={table}.{stays}" in words for words in changed} == {anew}


def test_a_table_that_grows_by_lots_is_looked_at_when_it_has_doubled(
    copy_of: Callable[[str, Prepare], str],
) -> None:
    ledger, looked = Ledger(copy_of("postgresql", Ledger.upgrade)), []

    def note(_c: Connection, _u: object, statement: str, *_: object) -> None:
        looked.append(statement.startswith("ANALYZE"))

    event.listen(ledger._engine, "before_cursor_execute", note)
    known = text("SELECT reltuples::bigint FROM pg_class WHERE relname = 'notice_item'")
    with ledger.begin() as session:
        seen = []
        for lot in range(LOTS):
            lines = [(lot, number, "T") for number in range(FEW + 1)]
            sql.write(session, NoticeItemRow, LINES, lines, in_lots=True)
            seen.append(session.scalars(known).one())
    ledger.dispose()
    assert seen[0] == FEW + 1, "known at once"
    assert 2 <= sum(looked) < LOTS
    assert seen[-1] > LOTS * (FEW + 1) / 3, "and not forgotten"
