"""The long list of a plan: every page of every order gives each line once, in order, by index."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from cascade.lang.vietnamese import sort_text, vn_sort_key
from cascade.reports.obligation_states import Shown
from models.database.ledger import Ledger, Session
from models.obligations import deciding, obligations, reports
from models.stats import few_units, plan_counts, plan_list, wanted_lines
from models.stats.wanted_lines import ListOrder, Pick, Wanted
from models.tables import AddressRow, ContactRow
from models.views.obligation_views import ObligationView
from services import grant
from tests.copies import Prepare
from tests.ledger.database.test_query_plans import recorded, scans
from tests.ledger.world import GOOD, House, at, issue_in, the_house

NOW = at(4, 28)


def live(ledger: Ledger) -> None:
    """One accepted, one returned, one extended, one exempt; the rest late or waiting."""
    ledger.upgrade()
    house = issue_in(ledger)
    with house.ledger.begin() as session:
        now = at(4, 10)
        for unit in ("h1-x1", "h1-x2", "h2-x1"):
            number = house.one(unit, now, session=session).id
            reports.submit(session, number, GOOD, "", now=now, by="x", idempotency=unit)
            if unit == "h1-x1":
                deciding.accept(session, number, now=now, by="ban")
            if unit == "h1-x2":
                deciding.return_(session, number, reason="thiếu số liệu", now=now, by="ban")
        grant.extend(session, "kh-1", "R1/grassroots", "h2-x2", at(5, 20).date(), "bão", by="ban", now=now)
        grant.exempt(session, "kh-1", "R1", "h1", "sáp nhập", by="ban", now=now)


@pytest.fixture
def prepare() -> Prepare:
    return live


@pytest.fixture
def lived(ledger: Ledger) -> House:
    """Where that has happened."""
    return the_house(ledger)


def paged(session: Session, plan_id: int, wanted: Wanted, size: int = 2) -> list[ObligationView]:
    found: list[ObligationView] = []
    after = None
    while True:
        page = plan_list.page(session, plan_id, wanted, NOW, after, size)
        assert len(page.numbers) <= size
        views = obligations.some(session, page.numbers, NOW)
        found += [views[number] for number in page.numbers]
        after = page.more
        if after is None:
            return found


@pytest.mark.parametrize("order", list(ListOrder))
def test_pages_show_each_obligation_once(lived: House, order: ListOrder) -> None:
    with lived.ledger.read() as session:
        every = obligations.rows(session, lived.plan_id, now=NOW)
        found = paged(session, lived.plan_id, Wanted(order=order))
    assert len(found) == len(every)
    assert {row.id for row in found} == {row.id for row in every}


@pytest.mark.parametrize("order", list(ListOrder))
@pytest.mark.parametrize("pick", list(Pick))
def test_a_pick_shows_those_that_stand_so(lived: House, order: ListOrder, pick: Pick) -> None:
    with lived.ledger.read() as session:
        every = obligations.rows(session, lived.plan_id, now=NOW)
        found = paged(session, lived.plan_id, Wanted(order=order, pick=pick))
    by_state = () if pick in (Pick.LATE, Pick.UNREACHED) else (pick,)
    wanted = {row.id for row in every if any(one.includes(row.state) for one in by_state)}
    if pick is Pick.LATE:
        wanted = {row.id for row in every if row.overdue}
    assert {row.id for row in found} == wanted
    assert len(found) == len(wanted)


def test_dates_and_names_are_in_order(lived: House) -> None:
    with lived.ledger.read() as session:
        by_date = paged(session, lived.plan_id, Wanted())
        by_name = paged(session, lived.plan_id, Wanted(order=ListOrder.UNIT))
    days = [(row.due_at or wanted_lines.NEVER, row.id) for row in by_date]
    assert days == sorted(days)
    names = [vn_sort_key(row.unit_name) for row in by_name]
    assert names == sorted(names)


@pytest.mark.parametrize("words", ["xã 1.2", "XA 1.2", "h1-x2"])
def test_a_unit_is_found_with_and_without_marks(lived: House, words: str) -> None:
    with lived.ledger.read() as session:
        for order in ListOrder:
            found = paged(session, lived.plan_id, Wanted(words=words, order=order))
            assert {row.unit for row in found} == {"h1-x2"}


def test_a_branch_a_level_a_duty_and_a_subtree_narrow_the_list(lived: House) -> None:
    with lived.ledger.read() as session:
        for order in ListOrder:
            branch = paged(session, lived.plan_id, Wanted(branch="h1", order=order))
            assert {row.branch for row in branch} == {"h1"}
            level = paged(session, lived.plan_id, Wanted(level="district", order=order))
            assert {row.unit for row in level} == {"h1", "h2"}
            duty = paged(session, lived.plan_id, Wanted(duty="R1/grassroots", order=order))
            assert {row.key for row in duty} == {"R1/grassroots"}
            below = paged(session, lived.plan_id, Wanted(units=("h2",), order=order))
            assert {row.unit for row in below} == {"h2", "h2-x1", "h2-x2"}


def test_counts_by_index_are_the_counts_of_the_board(lived: House) -> None:
    with lived.ledger.read() as session:
        counted = plan_counts.standing(session, [lived.plan_id], NOW)[lived.plan_id]
        every = obligations.rows(session, lived.plan_id, now=NOW)
    assert counted[Shown.LATE] == sum(row.overdue for row in every)
    for state in {row.state for row in every}:
        assert counted[state] == sum(row.state is state for row in every)


@pytest.mark.parametrize("order", list(ListOrder))
def test_a_page_reads_no_big_table_from_end_to_end(lived: House, order: ListOrder) -> None:
    with recorded(lived) as statements, lived.ledger.read() as session:
        for narrowed in (Wanted(), Wanted(pick=Pick.LATE), Wanted(branch="h1"), Wanted(words="h2")):
            plan_list.page(session, lived.plan_id, replace(narrowed, order=order), NOW)
        plan_counts.standing(session, [lived.plan_id], NOW)
    found = [scan for statement in statements for scan in scans(lived, *statement)]
    # In the order of names the units are read one after another by their index, until the page is full.
    assert [one for one in found if not one.startswith("SCAN unit USING")] == []


def test_a_text_sorts_as_the_alphabet_does() -> None:
    names = [
        "Đảng ủy xã 10",
        "Đảng ủy xã 2",
        "An Phước",
        "Ấp Bắc",
        "Âu Cơ",
        "Đức",
        "Dung",
        "Ẩm",
        "Zulu",
        "中",
    ]
    assert sorted(names, key=sort_text) == sorted(names, key=vn_sort_key)


@pytest.mark.parametrize("order", list(ListOrder))
def test_those_nobody_reaches_are_listed_page_by_page(lived: House, order: ListOrder) -> None:
    with lived.ledger.begin() as session:
        there = select(ContactRow.id).where(ContactRow.unit.in_(("h1", "h2-x2")))
        session.execute(update(AddressRow).where(AddressRow.contact_id.in_(there)).values(bad_since=NOW))
        found = paged(session, lived.plan_id, Wanted(pick=Pick.UNREACHED, order=order), size=1)
        every = obligations.rows(session, lived.plan_id, now=NOW)
    wanted = {row.id for row in every if row.unit in ("h1", "h2-x2")}
    assert {row.id for row in found} == wanted
    assert len(found) == len(wanted) == 2


@pytest.mark.parametrize("order", list(ListOrder))
@pytest.mark.parametrize("pick", [None, Pick.LATE, Pick.OPEN])
def test_few_units_and_many_are_listed_alike(
    lived: House, order: ListOrder, pick: Pick | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(words="xa", pick=pick, order=order)
    with lived.ledger.read() as session:
        few = [row.id for row in paged(session, lived.plan_id, wanted)]
        monkeypatch.setattr(few_units, "MOST", 0)
        many = [row.id for row in paged(session, lived.plan_id, wanted)]
    assert few == many != []
