"""A ledger that knew one day for all levels of a conference: each level keeps it, and is free to move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, column, create_engine, insert, inspect, select, text
from sqlalchemy import table as bare

from models.changes import conference_day, issuing
from models.contacts import import_units
from models.database import migrate
from models.database.ledger import Ledger
from models.plans import plans
from models.tables import Table
from services.conferences import conference_acts
from tests.copies import quick_folder
from tests.ledger.conferences.test_days_by_level import DISTRICT, TOP, days, in_turn
from tests.ledger.world import ISSUED, House, a_plan, at, compiled, province

LEVELS = ("C1", "C1/district", "C1/grassroots")


@cache
def _written(fixed: bool) -> dict[str, list[dict[str, Any]]]:
    """The rows of a plan whose conference is one for all levels, as versions before wrote them."""
    with quick_folder("rows") as folder:
        ledger = Ledger(f"sqlite:///{folder / 'rows.db'}")
        try:
            return _rows(ledger, fixed)
        finally:
            ledger.dispose()


def _rows(ledger: Ledger, fixed: bool) -> dict[str, list[dict[str, Any]]]:
    ledger.upgrade()
    paper = in_turn()
    with ledger.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        at_once = [replace(one, relayed=True) for one in paper.conferences]
        plan = a_plan(conferences=tuple(at_once), requirements=paper.requirements)
        issuing.issue(session, compiled(plan), now=ISSUED, by="văn thư")
        if fixed:
            conference_day.fix(session, "kh-1", "C1", TOP, at(4, 10, 11), now=at(3, 3), by="văn phòng")
            for unit, hall in (("tinh-btg", "P1"), ("h1", "P2")):
                conference_acts.attend(session, "kh-1", "C1", unit, hall, 9, 10, now=at(4, 10, 12), by=unit)
        rows = {
            table.name: [dict(row._mapping) for row in session.execute(select(table))]
            for table in Table.metadata.sorted_tables
        }
    for kept in (*(row["plan"]["conferences"] for row in rows["revision"]),):
        kept[0]["relayed"] = False
    for row in rows["meeting"]:
        row["body"]["conference"]["relayed"] = False
    return rows


def _put(connection: Connection, rows: dict[str, list[dict[str, Any]]], since: str) -> None:
    config = migrate.settings()
    config.attributes["connection"] = connection
    command.upgrade(config, since)
    known = inspect(connection)
    tables = set(known.get_table_names())
    for table in (one for one in Table.metadata.sorted_tables if one.name in tables):
        names = {one["name"] for one in known.get_columns(table.name)} & set(table.c.keys())
        old = bare(table.name, *(column(name, table.c[name].type) for name in names))
        for row in rows[table.name]:
            connection.execute(insert(old).values({name: row[name] for name in names}))
        if connection.dialect.name == "postgresql" and rows[table.name] and "id" in rows[table.name][0]:
            connection.execute(
                text(f"SELECT setval('{table.name}_id_seq', (SELECT max(id) FROM {table.name}))")
            )


@pytest.fixture(params=["0001", "0003"])
def since(request: pytest.FixtureRequest) -> str:
    """The revision of a version that did not know of levels."""
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["fixed", "open"])
def old(request: pytest.FixtureRequest, database_url: str, since: str) -> Iterator[House]:
    """Such a ledger, brought to the present shape."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        _put(connection, _written(request.param), since)
    engine.dispose()
    ledger = Ledger(database_url)
    ledger.upgrade()
    yield House(ledger, 1, "kh-1")
    ledger.dispose()


def test_every_level_has_the_day_there_was_and_nobody_hears_of_it(old: House) -> None:
    found = days(old)
    assert tuple(found) == LEVELS
    assert len(set(found.values())) == 1
    before = len(old.notices())
    with old.ledger.read() as session:
        drawn = {one.conference.id: one.start for one in plans.recompile(session, "kh-1").meetings}
        stored = {one.conference: one for one in conference_day.listed(session, 1)}
    assert drawn == {name: start for name, (_, start) in found.items()}
    assert [stored[name].level for name in LEVELS] == ["province", "district", "grassroots"]
    fixed = found["C1"][0] == "fixed"
    assert {one.invited for one in stored.values()} == {fixed}
    for name in LEVELS if fixed else ():
        for occasion in ("attendance", "line_test"):
            with old.ledger.begin() as session:
                conference_day.notify(session, 1, name, occasion, at(4, 10, 12))
                conference_day.invite(session, 1, name, now=at(4, 10, 12), by="dondoc")
    asked = [row.unit for row in old.notices("attendance")]
    assert len(asked) == len(set(asked))
    assert len(old.notices("invitation")) == len({row.unit for row in old.notices("invitation")})
    assert fixed or len(old.notices()) == before


def test_one_level_is_moved_afterwards_and_only_it_is_told(old: House) -> None:
    before = days(old)
    occasion = "invitation" if before["C1"][0] == "open" else "invitation_changed"
    with old.ledger.begin() as session:
        done = conference_acts.fix(
            session, "kh-1", "C1", DISTRICT, now=at(4, 2), by="văn phòng", level="district"
        )
    assert "C1" not in {one.id for one in done.meetings}
    assert {row.unit for row in old.notices(occasion)} == {"h1", "h2"}
    assert days(old) == before | {"C1/district": ("fixed", DISTRICT)}


def test_who_came_stands_with_the_level_it_came_to(old: House) -> None:
    with old.ledger.read() as session:
        came = {name: [one.unit for one in conference_day.attendance(session, 1, name)] for name in LEVELS}
    fixed = days(old)["C1"][0] == "fixed"
    assert came == {
        "C1": ["tinh-btg"] if fixed else [],
        "C1/district": ["h1"] if fixed else [],
        "C1/grassroots": [],
    }
