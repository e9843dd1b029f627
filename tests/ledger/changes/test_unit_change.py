"""Units merge, close and move while a plan runs: what was open goes with them, what was reported stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from cascade.calendar.workdays import WorkCalendar
from cascade.changes.unit_changes import Fate
from cascade.checked_cascade import cascade
from cascade.org.tree import Level, OrgTree, Unit
from cascade.plan.model import Plan
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Cascade
from models.changes import amendments, unit_change
from models.changes.unit_change import Reshaped
from models.contacts import import_units
from models.database import audit
from models.obligations import deciding, obligations
from models.plans import plans
from models.stats import duty_counts
from services import grant
from tests import tree_changes
from tests.ledger.world import House, a_plan, at, contact, province

DAY = date(2026, 4, 10)
NOW = at(4, 10)


def drawn(tree: OrgTree, plan: Plan | None = None) -> Cascade:
    return cascade(plan or a_plan(), tree.as_of(DAY), WorkCalendar())


def merged() -> OrgTree:
    """Both communes of the first district become one."""
    whole = province()
    new = Unit("h1-x9", "Đảng ủy xã mới", Level.GRASSROOTS, "h1")
    tree = tree_changes.merge(whole, ["h1-x1", "h1-x2"], new, DAY)
    return replace(tree, contacts={**tree.contacts, "h1-x9": (contact("h1-x9"),)})


def reshape(house: House, tree: OrgTree, plan: Plan | None = None) -> Reshaped:
    with house.ledger.begin() as session:
        import_units.take_over(session, tree, NOW)
        return unit_change.apply(session, "kh-1", drawn(tree, plan), tree, now=NOW, by="ban", why="sáp nhập")


def owing(house: House, duty: str) -> dict[str, ObligationState]:
    with house.ledger.read() as session:
        found = obligations.rows(session, house.plan_id, now=NOW, duty=duty)
    return {row.unit: row.state for row in found}


def accept(house: House, unit: str) -> None:
    house.submit(unit, at(4, 8))
    with house.ledger.begin() as session:
        deciding.accept(session, house.one(unit, at(4, 8), session=session).id, now=at(4, 9), by="h1")


def test_a_new_unit_takes_over_an_open_duty_once(house: House) -> None:
    done = reshape(house, merged())
    assert [(one.obligation.unit, one.fate) for one in done.traces] == [
        ("h1-x1", Fate.HANDED_OVER),
        ("h1-x2", Fate.WITHDRAWN),
    ]
    assert owing(house, "R1/grassroots") == dict.fromkeys(("h1-x9", "h2-x1", "h2-x2"), ObligationState.OPEN)
    [word] = house.notices("issued", unit="h1-x9")
    assert word.state == "queued"
    row = house.one("h1-x9", NOW)
    assert (row.branch, row.due_at, row.next_rung) == ("h1", at(4, 17, 23, 59), "T-5")


def test_every_step_leaves_a_trace(house: House) -> None:
    reshape(house, merged())
    with house.ledger.read() as session:
        told = [row for row in audit.trail(session, plan="kh-1") if row.act == "reshape"]
    assert {(row.unit, row.detail["fate"], row.detail["to_unit"]) for row in told} == {
        ("h1-x1", "handed_over", "h1-x9"),
        ("h1-x2", "withdrawn", None),
    }
    assert all("sáp nhập" in str(row.detail["why"]) or "kết thúc" in str(row.detail["why"]) for row in told)


def test_what_was_accepted_counts_once_and_nobody_is_asked_for_it_again(house: House) -> None:
    accept(house, "h1-x1")
    accept(house, "h1-x2")
    reshape(house, merged())
    assert owing(house, "R1/grassroots") == {
        "h1-x1": ObligationState.ACCEPTED,
        "h1-x2": ObligationState.ACCEPTED,
        "h2-x1": ObligationState.OPEN,
        "h2-x2": ObligationState.OPEN,
    }
    assert house.notices("issued", unit="h1-x9") == []
    assert owing(house, "R1")["h1"] is ObligationState.OPEN


def test_a_report_that_waits_for_an_answer_stays_in(house: House) -> None:
    house.submit("h1-x1", at(4, 8))
    reshape(house, merged())
    states = owing(house, "R1/grassroots")
    assert (states["h1-x1"], states["h1-x9"]) == (ObligationState.SUBMITTED, ObligationState.OPEN)
    with house.ledger.read() as session:
        counts = duty_counts.tally(session, house.plan_id, NOW)[()].counts
    assert (counts.expected, counts.received) == (8, 1)


def test_a_later_amendment_goes_on_from_the_new_tree(house: House) -> None:
    accept(house, "h1-x1")
    tree = merged()
    reshape(house, tree)
    later = a_plan(date(2026, 5, 8))
    with house.ledger.begin() as session:
        done = amendments.apply(session, "kh-1", drawn(tree, later), now=at(4, 13), by="ban", why="lùi hạn")
    assert set(done.told) == {"h1", "h2", "h1-x1", "h1-x9", "h2-x1", "h2-x2"}
    assert not done.added
    assert not done.withdrawn
    assert house.one("h1-x9", at(4, 13)).due_at == at(4, 29, 23, 59)
    assert [row.unit for row in house.notices("amended")] == ["h1", "h1-x9", "h2", "h2-x1", "h2-x2"]


def test_doing_it_again_changes_nothing(house: House) -> None:
    accept(house, "h1-x2")
    reshape(house, merged())
    before = house.notices()
    again = reshape(house, merged())
    assert again.amendment.empty
    assert again.traces == ()
    assert house.notices() == before


def test_a_look_beforehand_shows_the_same_and_writes_nothing(house: House) -> None:
    tree = merged()
    with house.ledger.begin() as session:
        import_units.take_over(session, tree, NOW)
        shown = unit_change.preview(session, "kh-1", drawn(tree), tree, NOW)
    assert house.notices("issued", unit="h1-x9") == []
    assert owing(house, "R1/grassroots")["h1-x1"] is ObligationState.OPEN
    done = reshape(house, tree)
    assert (shown.traces, shown.amendment.told) == (done.traces, done.amendment.told)


def test_a_unit_that_closes_takes_its_duty_with_it_and_opens_what_waited_for_it(house: House) -> None:
    house.submit("h1-x1", at(4, 8))
    reshape(house, tree_changes.close(province(), "h1-x2", DAY))
    assert "h1-x2" not in owing(house, "R1/grassroots")
    assert owing(house, "R1")["h1"] is ObligationState.OPEN


def test_a_unit_that_moves_reports_to_its_new_superior(house: House) -> None:
    house.submit("h1-x1", at(4, 8))
    done = reshape(house, tree_changes.move(province(), "h1-x2", "h2", DAY))
    assert [(one.obligation.unit, one.fate) for one in done.traces] == [("h1-x2", Fate.REROUTED)]
    assert house.one("h1-x2", NOW).branch == "h2"
    assert owing(house, "R1")["h1"] is ObligationState.OPEN
    for unit in ("h2-x1", "h2-x2"):
        house.submit(unit, at(4, 13), key=unit)
    assert owing(house, "R1")["h2"] is ObligationState.WAITING
    house.submit("h1-x2", at(4, 13))
    assert owing(house, "R1")["h2"] is ObligationState.OPEN


def test_an_office_the_paper_names_is_read_as_the_one_that_took_over(house: House) -> None:
    tree = tree_changes.close(province(), "tinh-btg", DAY, "tinh-vp")
    reshape(house, tree)
    assert owing(house, "TH") == {"tinh-vp": ObligationState.WAITING}
    with house.ledger.read() as session:
        assert plans.record(session, "kh-1").desk == "tinh-vp"
        assert plans.recompile(session, "kh-1").obligations == drawn(tree).obligations


def test_a_successor_that_the_paper_does_not_mean_stands_for_the_one_that_is_gone(house: House) -> None:
    tree = tree_changes.close(province(), "h1-x1", DAY, "h1")
    reshape(house, tree)
    assert owing(house, "R1/grassroots")["h1"] is ObligationState.OPEN
    later = drawn(tree, a_plan(date(2026, 5, 8)))
    with house.ledger.begin() as session:
        amendments.apply(session, "kh-1", later, now=at(4, 13), by="ban", why="lùi hạn")
    assert house.one("h1", at(4, 13), "R1/grassroots").due_at == at(4, 29, 23, 59)


def test_a_later_date_that_was_granted_goes_with_the_duty(house: House) -> None:
    with house.ledger.begin() as session:
        grant.extend(
            session, "kh-1", "R1/grassroots", "h1-x1", date(2026, 5, 4), "bão", by="ban", now=at(4, 8)
        )
    reshape(house, merged())
    assert house.one("h1-x9", NOW).due_at == at(5, 4, 23, 59)


def test_the_officer_is_told_which_plans_a_new_list_touches(
    house: House, issue: Callable[..., House]
) -> None:
    issue(replace(a_plan(), code="kh-2", requirements=a_plan().requirements[2:]))
    with house.ledger.read() as session:
        assert unit_change.affected(session, merged(), DAY) == {"kh-1": 2}
        assert unit_change.affected(session, province(), DAY) == {}


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 4, 9)])
def test_before_the_day_nothing_is_gone(house: House, day: date) -> None:
    tree = merged()
    with house.ledger.begin() as session:
        import_units.take_over(session, tree, NOW)
        after = cascade(a_plan(), tree.as_of(day), WorkCalendar())
        assert unit_change.apply(session, "kh-1", after, tree, now=NOW, by="ban", why="").traces == ()
    assert owing(house, "R1/grassroots")["h1-x1"] is ObligationState.OPEN
