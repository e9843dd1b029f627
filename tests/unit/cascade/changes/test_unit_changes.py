"""Exceptions are for one unit: the plan stays as it is, and the trace says who, why and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cascade.changes import unit_changes
from cascade.changes.dual_reporting import shared
from cascade.changes.unit_changes import Fate, Trace, traces
from cascade.org.tree import Level, OrgTree, Selector, Unit
from cascade.plan.model import Reference
from cascade.reports.own_deadline import own_steps, remaining
from tests.tree_changes import close, merge, move, rename, split
from tests.unit.cascade.making import CALENDAR, asks, at, before, by, drawn, duty, people, plan, rows, tree

DAY = date(2024, 4, 1)
PLAN = plan(asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS))


def test_an_extension_has_its_own_rungs_and_only_those_to_come_are_called() -> None:
    due = at(2024, 5, 7, 23, 59)
    steps = own_steps(duty(drawn(PLAN), "D6"), due, PLAN, CALENDAR)
    assert [step.rung for step in steps] == ["T-5", "T-1", "T", "T+1", "T+3", "T+5"]
    assert [step.rung for step in remaining(steps, due)] == ["T+1", "T+3", "T+5"]


def fates(changed: OrgTree, day: date = DAY) -> dict[str, Trace]:
    return {trace.obligation.id: trace for trace in traces(drawn(PLAN), changed, day)}


def test_when_two_districts_merge_the_one_that_goes_owes_nothing_twice() -> None:
    found = fates(merge(tree(), ["h1", "h2"], tree().unit("h2"), DAY))
    assert found["D6:h1"].fate is Fate.WITHDRAWN
    assert "Huyện ủy 2" in str(found["D6:h1"].why)
    assert found["D6/grassroots:h1-x1"].fate is Fate.REROUTED
    moved = found["D6/grassroots:h1-x1"].after
    assert moved is not None
    assert (moved.branch, moved.to) == ("h2", ("h2",))
    assert "D6:h2" not in found


def test_when_they_merge_into_a_new_unit_it_takes_over_once() -> None:
    new = Unit("h12", "Thành ủy mới", Level.DISTRICT, "tinh")
    found = fates(merge(tree(), ["h1", "h2"], new, DAY))
    assert [found[f"D6:{unit}"].fate for unit in ("h1", "h2")] == [Fate.HANDED_OVER, Fate.WITHDRAWN]
    taken = found["D6:h1"].after
    assert taken is not None
    assert (taken.unit, taken.branch) == ("h12", "h12")


def test_a_unit_that_closes_without_a_successor_takes_its_duty_with_it() -> None:
    found = fates(close(tree(), "h1-x1", DAY))
    assert found["D6/grassroots:h1-x1"].fate is Fate.WITHDRAWN
    assert "1/4/2024" in str(found["D6/grassroots:h1-x1"].why)
    assert len(found) == 1


def test_a_unit_that_splits_leaves_its_duty_to_its_heir() -> None:
    parts = [Unit(code, code, Level.GRASSROOTS, "h1") for code in ("h1-xa", "h1-xb")]
    found = fates(split(tree(), "h1-x1", parts, "h1-xb", DAY))
    taken = found["D6/grassroots:h1-x1"].after
    assert taken is not None
    assert taken.unit == "h1-xb"


def test_a_new_name_changes_no_duty_and_the_old_one_is_kept_for_its_time() -> None:
    renamed = rename(tree(), "h1", "Thành ủy 1", DAY)
    assert fates(renamed) == {}
    assert renamed.as_of(DAY).unit("h1").name == "Thành ủy 1"
    assert renamed.as_of(date(2024, 3, 31)).unit("h1").name == "Huyện ủy 1"


def test_a_unit_that_moves_reports_to_its_new_superior() -> None:
    moved = move(tree(), "h1-x1", "h2", DAY)
    after = fates(moved)["D6/grassroots:h1-x1"].after
    assert after is not None
    assert (after.branch, after.to) == ("h2", ("h2",))
    assert fates(moved, date(2024, 3, 31)) == {}


def test_a_broken_chain_of_successors_ends_nowhere() -> None:
    known = close(close(tree(), "h1", DAY, "h2"), "h2", DAY, "h1")
    assert unit_changes.successor("h1", known, known.as_of(DAY)) is None


def test_a_unit_under_two_lines_is_asked_once_by_the_earlier_plan() -> None:
    army = [
        Unit("quan-khu", "Quân khu", Level.PROVINCE, "tinh"),
        Unit("h1-qs", "Quân sự", Level.DISTRICT, "h1", vertical="quan-khu"),
    ]
    known = tree([*rows(), *army])
    paper = (Reference("15-NQ/TW"),)
    local = replace(
        plan(asks("D1", Selector(level=Level.DISTRICT, under="tinh"), by(2024, 4, 25))), covers=paper
    )
    line = replace(
        plan(asks("V1", Selector(under="quan-khu"), by(2024, 4, 15))), code="quan-khu", covers=paper
    )
    found = shared(drawn(local, known), drawn(line, known))
    assert [(pair.asked.id, pair.served.id) for pair in found] == [("V1:h1-qs", "D1:h1-qs")]
    assert len(people(army)) == 2


def test_plans_about_different_documents_share_nothing() -> None:
    one = replace(plan(asks("D1", when=by(2024, 4, 25))), covers=(Reference("15-NQ/TW"),))
    other = replace(one, code="khac", covers=(Reference("16-NQ/TW"),))
    assert shared(drawn(one), drawn(other)) == ()
