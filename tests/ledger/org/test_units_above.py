"""Who stands above a unit on a day: one question, however deep the tree; broken data comes to an end too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import Engine, event, update

from models.contacts import import_units
from models.database.ledger import Ledger, Session
from models.database.sql import FEW
from models.org import units
from models.tables import UnitRow
from tests.ledger.world import at, province

DAY = date(2026, 3, 2)


@contextmanager
def asked() -> Iterator[list[str]]:
    """What the ledger is asked meanwhile."""
    said: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def note(*call: object) -> None:
        said.append(str(call[2]))

    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def above(session: Session, *codes: str) -> dict[str, set[str]]:
    return {code: set(found) for code, found in units.ancestors(session, codes, DAY).items()}


def test_all_above_are_found_with_one_question(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        tree = units.load_tree(session, DAY)
        parents = {unit.code: unit.parent for unit in tree}
        lowest = next(unit for unit in tree if unit.parent and parents[unit.parent])
        with asked() as said:
            found = above(session, lowest.code, "tinh", "không có")
        assert found == {lowest.code: {lowest.parent, "tinh"}, "tinh": set(), "không có": set()}
        assert len(said) == 1


def test_of_very_many_units_the_same_is_said(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        codes = [unit.code for unit in units.load_tree(session, DAY)]
        many = units.ancestors(session, [*codes, *(f"x{n}" for n in range(FEW + 1))], DAY)
        assert {code: set(many[code]) for code in codes} == above(session, *codes)


def test_a_unit_above_that_has_ended_and_a_circle_end_the_way_up(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        district = next(unit.code for unit in units.load_tree(session, DAY) if unit.parent == "tinh")
        gone = update(UnitRow).where(UnitRow.code == "tinh")
        session.execute(gone.values(valid_to=DAY - timedelta(days=1)))
        assert above(session, district) == {district: {"tinh"}}
        session.execute(gone.values(valid_to=date(2100, 1, 1), parent=district))
        assert above(session, district) == {district: {"tinh"}}
