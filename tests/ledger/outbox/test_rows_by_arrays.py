"""What a morning writes is the same on both kinds of database, and thousands go to PostgreSQL as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Select, event, select

from cascade.notices.kinds import Occasion
from models.database import sql
from models.database.ledger import Ledger
from models.outbox.enqueue import enqueue
from models.reminders import escalate
from models.tables import NoticeItemRow, NoticeRow, ObligationRow, Table
from models.views.notice_views import NewNotice
from tests.ledger.world import ISSUED, House, at, contact, issue_in, province

UNITS = 240
MORNINGS = (at(4, 10), at(4, 16), at(4, 24), at(5, 2))


def morning(house: House, now: Any) -> None:
    """Branch by branch, then what waited, as the flow does it."""
    with house.ledger.read() as session:
        branches = escalate.parts(session, house.plan_id, now, most=10)
    for branch in branches:
        with house.ledger.begin() as session:
            escalate.run(session, house.plan_id, now, branch, outwards=True)
    house.run(now)


def story(url: str) -> tuple[House, list[list[Any]]]:
    """Mornings of a plan; one district in four cannot be reached, and a list that waits gets more lines."""
    ledger = Ledger(url)
    ledger.upgrade()
    tree = province(4, UNITS // 4)
    silent = {"h2", *(f"h3-x{number}" for number in range(1, 9))}
    people = {code: () for code in silent} | {
        code: (contact(code),) for code in tree.units if code not in silent
    }
    house = issue_in(ledger, tree=replace(tree, contacts=people))
    for now in MORNINGS:
        morning(house, now)
    with ledger.begin() as session:
        for obligation in (1, 2):
            enqueue(session, [_more(house, obligation), _more(house, obligation)], at(5, 3))
    return house, [_every(ledger, *asked) for asked in (_NOTICES, _ITEMS, _OWED)]


def _more(house: House, obligation: int) -> NewNotice:
    return NewNotice(
        plan_id=house.plan_id,
        unit="tinh-btg",
        occasion=Occasion.ESCALATION,
        rung="\\N \"{nghìn}\" 'dòng'\\",
        revision=1,
        due_at=at(5, 3),
        items=((obligation, "rung, {NULL}"),),
        facts={"ai": 'Nguyễn "Văn" \\ A', "mấy": [1, None]},
    )


def _columns(table: type[Table], *but: str) -> list[Any]:
    return [getattr(table, one.key) for one in table.__table__.columns if one.key not in but]


# A number that was drawn for a row that was there already stays unused on PostgreSQL: rows are known by key.
_NOTICES = (select(*_columns(NoticeRow, "id")), NoticeRow.id)
_ITEMS = (
    select(NoticeRow.key, *_columns(NoticeItemRow, "notice_id")).join(
        NoticeRow, NoticeRow.id == NoticeItemRow.notice_id
    ),
    NoticeRow.id,
    NoticeItemRow.obligation_id,
)
_OWED = (select(*_columns(ObligationRow)), ObligationRow.id)


def _every(ledger: Ledger, query: Select[Any], *order: Any) -> list[Any]:
    with ledger.read() as session:
        return [tuple(row) for row in session.execute(query.order_by(*order))]


@pytest.fixture
def both(tmp_path: Path, postgres_url: Callable[[], str]) -> tuple[str, str]:
    return f"sqlite:///{tmp_path / 'so.sqlite3'}", postgres_url()


def test_every_row_of_some_mornings_is_the_same_on_both(both: tuple[str, str]) -> None:
    found = []
    for url in both:
        house, rows = story(url)
        found.append(rows)
        house.ledger.dispose()
    notices, items, owed = found[0]
    assert len(notices) > UNITS
    assert len(items) > UNITS
    assert found[1] == [notices, items, owed]


@contextmanager
def parameters(engine: Engine) -> Iterator[list[int]]:
    """How many values each statement was given."""
    counted: list[int] = []

    def count(_line: Any, _cursor: Any, _said: str, given: Any, *_rest: Any) -> None:
        counted.append(len(given))

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_postgresql_is_not_given_a_value_for_each_unit(postgres_url: Callable[[], str]) -> None:
    ledger = Ledger(postgres_url())
    ledger.upgrade()
    house = issue_in(ledger, tree=province(4, UNITS // 4))
    with parameters(ledger._engine) as counted:
        for now in MORNINGS:
            house.run(now)
    assert 0 < max(counted) < 30
    assert len(house.notices()) > UNITS
    ledger.dispose()


def test_nothing_is_written_for_nothing(house: House) -> None:
    before = len(house.notices())
    with house.ledger.begin() as session:
        assert enqueue(session, [], ISSUED) == 0
    assert len(house.notices()) == before


def test_what_is_looked_for_may_hold_any_letter(house: House) -> None:
    odd = _more(house, 1)
    with house.ledger.begin() as session:
        assert enqueue(session, [odd], at(5, 3)) == 1
        asked = select(NoticeRow.rung).where(sql.one_of(NoticeRow.rung, [odd.rung, "NULL", '"', "{}", "\\"]))
        assert session.scalars(asked).all() == [odd.rung]
        assert not session.scalars(select(NoticeRow.id).where(sql.one_of(NoticeRow.id, []))).all()
