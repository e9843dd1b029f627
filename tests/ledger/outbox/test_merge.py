"""After silence everybody gets one list over all plans; a ladder called by branches says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models import outbox
from models.changes import issuing
from models.contacts import import_units
from models.database.ledger import Ledger
from models.messages import list_items
from models.outbox import notice_rows
from models.plans import plans
from models.reminders import escalate
from tests.ledger.world import ISSUED, House, a_plan, at, compiled, province, told

LATE = at(4, 21, 20)
"""T+1 of both plans was in the morning; nobody has swept since they were issued."""


@pytest.fixture
def two(issue: Callable[..., House]) -> tuple[House, House]:
    """Two plans for the same units, their first notices sent."""
    first = issue()
    second = issue(a_plan(code="kh-2", title="Tổng kết công tác", short="tổng kết", number="2-KH/TU"))
    second.send_all(ISSUED)
    return first, second


def sweep(house: House, now: datetime) -> None:
    """As the flow of one plan does: the branches, then what speaks across them."""
    for branch in ("h1", "h2", None):
        house.run(now, branch)


def test_after_silence_a_recipient_of_two_plans_gets_one_list(two: tuple[House, House]) -> None:
    first, second = two
    sweep(first, LATE)
    assert first.claim(LATE) == [], "the other plan has been silent as well, and has yet to speak"
    sweep(second, LATE)
    sent = first.send_all(LATE)
    assert max(Counter(one.unit for one in sent).values()) == 1
    mine = next(one for one in sent if one.unit == "h1-x1")
    assert (mine.occasion, mine.plan) == ("digest", None)
    shown = [(row["of"]["plan_number"], row["unit"]) for row in told(mine)["rows"]]
    assert shown == [("1-KH/TU", "Đảng ủy xã 1.1"), ("2-KH/TU", "Đảng ủy xã 1.1")]
    assert told(mine)["issuer"] == "Tỉnh ủy"


def test_what_went_into_the_list_is_kept_on_record_and_found_under_either_plan(
    two: tuple[House, House],
) -> None:
    first, second = two
    for house in (first, second):
        sweep(house, LATE)
    first.send_all(LATE)
    with first.ledger.read() as session:
        found = [outbox.search(session, plan=house.code, unit="h1-x1") for house in (first, second)]
    for listed in found:
        assert listed[0].state == "sent"
        assert [row.reason for row in listed if row.rung == "T+1"] == [outbox.TOGETHER]
    assert found[0][0].id == found[1][0].id


def test_sweeping_again_changes_nothing_and_the_key_is_the_same_whoever_sweeps_first(
    two: tuple[House, House], issue: Callable[..., House]
) -> None:
    for house in (*two, *two):
        sweep(house, LATE)
    rows_ = two[0].notices("digest", unit="h1-x1")
    assert len(rows_) == 1
    assert two[0].send_all(LATE)
    for house in reversed(two):
        sweep(house, LATE + timedelta(minutes=5))
    assert two[0].send_all(LATE + timedelta(minutes=5)) == []


def test_a_sweep_that_dies_holds_nothing_back_for_long(two: tuple[House, House]) -> None:
    first, _ = two
    sweep(first, LATE)  # and the second plan's run never comes
    assert first.send_all(LATE + notice_rows.HOLD - timedelta(seconds=1)) == []
    with first.ledger.begin() as session:
        assert not outbox.merge_due(session, LATE + notice_rows.HOLD, abandoned=True), "a dispatcher comes by"
    sent = first.send_all(LATE + notice_rows.HOLD)
    assert {one.unit for one in sent} >= {"h1-x1", "h2-x2"}
    assert max(Counter(one.unit for one in sent).values()) == 1


def test_one_who_has_reported_on_one_plan_hears_only_of_the_other(two: tuple[House, House]) -> None:
    first, second = two
    for house in two:
        sweep(house, LATE)
    first.submit("h1-x1", LATE)
    sent = {one.unit: one for one in first.send_all(LATE) if one.occasion == "digest"}
    assert [row["of"]["plan_number"] for row in told(sent["h1-x1"])["rows"]] == ["2-KH/TU"]
    assert len(told(sent["h1-x2"])["rows"]) == 2
    assert second.notices("digest", unit="h1-x1")[0].state == "sent"


def test_a_closed_plan_is_not_on_the_list_any_more(two: tuple[House, House]) -> None:
    first, second = two
    for house in two:
        sweep(house, LATE)
    with first.ledger.begin() as session:
        plans.close(session, "kh-1", LATE, "văn thư")
    sent = {one.unit: one for one in second.send_all(LATE) if one.occasion == "digest"}
    assert [row["of"]["plan_number"] for row in told(sent["h1-x1"])["rows"]] == ["2-KH/TU"]
    with first.ledger.begin() as session:
        plans.close(session, "kh-2", LATE, "văn thư")


def test_when_all_its_plans_are_closed_a_list_is_not_said(two: tuple[House, House]) -> None:
    for house in two:
        sweep(house, LATE)
    taken = two[0].claim(LATE)
    with two[0].ledger.begin() as session:
        for code in ("kh-1", "kh-2"):
            plans.close(session, code, LATE, "văn thư")
    assert [one for one in two[0].recheck(taken, LATE) if one.occasion == "digest"] == []


def test_on_an_ordinary_morning_each_plan_speaks_for_itself(two: tuple[House, House]) -> None:
    now = at(4, 10, 8, 5)
    for house in two:
        sweep(house, now)
    sent = [one for one in two[0].send_all(now) if one.unit == "h1-x1"]
    assert [one.occasion for one in sent] == ["reminder", "reminder"]


def by_branch(house: House, now: datetime, most: int = 1) -> int:
    """Every branch in a transaction of its own, as for a nation."""
    with house.ledger.read() as session:
        found = escalate.parts(session, house.plan_id, now, most)
    for branch in found:
        with house.ledger.begin() as session:
            escalate.run(session, house.plan_id, now, branch, outwards=True)
    while house.run(now).more:
        pass
    return len(found)


def spoken(house: House, now: datetime) -> list[tuple[str, str, list[str]]]:
    """To whom, on which occasion, about whom."""
    sent = house.send_all(now)
    return sorted(
        (one.unit, one.occasion, [row["unit"] for row in told(one).get("rows", ())]) for one in sent
    )


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[House]:
    """The same plan for the same units in another ledger."""
    other = Ledger(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    other.upgrade()
    with other.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        house = House(other, issuing.issue(session, compiled(), now=ISSUED, by="văn thư"), "kh-1")
    house.send_all(ISSUED)
    yield house
    other.dispose()


@pytest.mark.parametrize("days", [(10, 16, 17, 20, 22, 24), (24,), (16, 22, 24)])
def test_a_ladder_called_by_branches_says_what_one_called_at_once_says(
    house: House, elsewhere: House, days: tuple[int, ...]
) -> None:
    for day in days:
        now = at(4, day, 8, 5)
        elsewhere.run(now)
        assert by_branch(house, now) >= 2
        at_once = spoken(elsewhere, now)
        assert at_once
        assert spoken(house, now) == at_once


def test_between_two_branches_nobody_gets_half_a_list(house: House) -> None:
    for day in (10, 16, 17, 20, 22):
        house.run(at(4, day))
        house.send_all(at(4, day))
    now = at(4, 24)
    with house.ledger.begin() as session:
        escalate.run(session, house.plan_id, now, "h1", outwards=True)
    assert house.claim(now) == []
    by_branch(house, now)
    (desk,) = [one for one in house.send_all(now) if one.unit == "tinh-btg"]
    assert len(told(desk)["rows"]) == 4


def test_one_plans_sweep_does_not_let_go_what_another_is_in_the_middle_of(
    two: tuple[House, House],
) -> None:
    first, second = two
    now = at(4, 10, 8, 5)
    with second.ledger.begin() as session:
        escalate.run(session, second.plan_id, now, "h1", outwards=True)
    sweep(first, now)
    assert {one.plan for one in first.claim(now)} == {"kh-1"}
    by_branch(second, now)
    assert {one.plan for one in second.claim(now)} == {"kh-2"}


def test_few_rungs_are_called_at_once(house: House) -> None:
    with house.ledger.read() as session:
        assert escalate.parts(session, house.plan_id, at(4, 10)) == []
        assert escalate.parts(session, house.plan_id, at(4, 10), most=3) == ["h1", "h2"]


def test_what_waits_is_let_go_a_lot_at_a_time_and_a_recipient_is_never_cut_in_two(
    two: tuple[House, House],
) -> None:
    for house in two:
        for branch in ("h1", "h2"):
            house.run(LATE, branch)
        with house.ledger.begin() as session:
            escalate._call(session, house.plan_id, LATE, None, False)
    calls = 1
    while True:
        with two[0].ledger.begin() as session:
            if not outbox.merge_due(session, LATE, lot=3):
                break
        calls += 1
    assert calls > 2
    sent = two[0].send_all(LATE)
    assert max(Counter(one.unit for one in sent).values()) == 1


def test_a_list_longer_than_a_letter_spells_out_the_first_lines_and_counts_them_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_items, "MOST", 3)
    for day in (10, 16, 17, 20, 22):
        house.run(at(4, day))
        house.send_all(at(4, day))
    house.submit("h1-x1", at(4, 23))
    house.run(at(4, 24))
    (desk,) = [one for one in house.claim(at(4, 24)) if one.unit == "tinh-btg"]
    assert [row["unit"] for row in told(desk)["rows"]] == [
        *("Đảng ủy xã 1.2", "Đảng ủy xã 2.1", "Đảng ủy xã 2.2")
    ]
    assert told(desk)["count"] == 3
    monkeypatch.setattr(list_items, "MOST", 2)
    with house.ledger.begin() as session:
        outbox.release(session, [desk])
    (desk,) = [one for one in house.claim(at(4, 24)) if one.unit == "tinh-btg"]
    assert (len(told(desk)["rows"]), told(desk)["count"]) == (2, 3)


def test_a_list_is_worth_sending_while_one_of_very_many_lines_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_items, "ENOUGH", 1)
    for day in (10, 16, 17, 20, 22):
        house.run(at(4, day))
        house.send_all(at(4, day))
    house.run(at(4, 24))
    (desk,) = [one for one in house.claim(at(4, 24)) if one.unit == "tinh-btg"]
    for unit in ("h1-x1", "h1-x2", "h2-x1"):
        house.submit(unit, at(4, 24))
        assert house.recheck([desk], at(4, 24)) == [desk]
    house.submit("h2-x2", at(4, 24))
    assert house.recheck([desk], at(4, 24)) == []
