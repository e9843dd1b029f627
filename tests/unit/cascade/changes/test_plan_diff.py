"""An amendment tells only the units it touches, and applying it gives exactly the new plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cascade.calendar.workdays import Override, WorkCalendar
from cascade.changes import plan_diff
from cascade.changes.plan_diff import Amendment, diff
from cascade.checked_cascade import cascade
from cascade.compile import outline
from cascade.org.tree import Level, Selector, Unit
from cascade.plan.model import ActionKind, Policy
from tests.unit.cascade.making import (
    CALENDAR,
    DESK,
    after,
    amended,
    asks,
    at,
    before,
    by,
    drawn,
    fixed,
    meets,
    plan,
    rows,
    tree,
)

REPORT = asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS)
TOP = asks("D5", DESK, before(2024, 5, 10), ActionKind.SYNTHESISE, collects=("D6",))
BASE = drawn(plan(REPORT, TOP))


def changed(*requirements: object, **more: object) -> Amendment:
    return diff(BASE, drawn(plan(*requirements), **more))  # type: ignore[arg-type]


def ids(items: object) -> list[str]:
    return [item.id for item in items]  # type: ignore[attr-defined]


def test_nothing_changes_nothing() -> None:
    found = diff(BASE, drawn(plan(REPORT, TOP)))
    assert found.empty
    assert found.told == ()


def test_moving_the_deadline_tells_only_the_units_it_moves() -> None:
    found = changed(REPORT, replace(TOP, when=before(2024, 5, 15)))
    assert ids(found.moved_later) == ["D5:tinh-btg"]
    assert found.told == ("tinh-btg",)


def test_an_earlier_date_above_pulls_those_below_along() -> None:
    found = changed(replace(REPORT, when=before(2024, 4, 20)), TOP)
    assert len(found.moved_earlier) == 8
    assert found.moved_later == ()
    assert [moved.id for moved in found.moved_earlier if moved.after.duty.derived] == [
        f"D6/grassroots:h{h}-x{x}" for h in (1, 2) for x in (1, 2, 3)
    ]


def test_a_requirement_that_goes_is_withdrawn_and_one_that_comes_is_added() -> None:
    found = changed(replace(TOP, collects=()), asks("D7", DESK, by(2024, 6, 1)))
    assert len(found.withdrawn) == 8
    assert ids(found.added) == ["D7:tinh-btg"]


def test_a_unit_left_out_hears_that_it_is_and_the_others_hear_nothing() -> None:
    narrower = replace(REPORT, who=replace(REPORT.who, exclude=("h2",)))
    found = changed(narrower, TOP)
    assert set(found.told) == {"h2", "h2-x1", "h2-x2", "h2-x3"}
    assert not found.added


def test_other_words_or_another_recipient_are_a_change_without_a_move() -> None:
    found = changed(replace(REPORT, to=("tinh-vp",)), TOP)
    assert ids(found.changed) == ["D6:h1", "D6:h2"]
    assert not found.moved_earlier


def test_what_a_unit_needs_not_hear_is_silent() -> None:
    found = changed(replace(REPORT, line=99), TOP)
    assert found.told == ()
    assert len(found.silent) == 8
    assert not found.empty


def test_a_new_unit_in_the_tree_is_added() -> None:
    more = tree([*rows(), Unit("h1-x9", "Xã mới", Level.GRASSROOTS, "h1")])
    found = diff(BASE, drawn(plan(REPORT, TOP), more))
    assert ids(found.added) == ["D6/grassroots:h1-x9"]
    assert found.told == ("h1-x9",)


def test_a_swapped_day_moves_what_was_derived_and_nothing_that_was_stated() -> None:
    # 29 April 2024 was declared off, and 4 May worked, after the plan had been issued.
    before_swap = WorkCalendar(
        (Override(date(2024, 4, 29), True, "cũ"), Override(date(2024, 5, 4), False, "cũ"))
    )
    known = plan(asks("D5", when=by(2024, 5, 3), down_to=Level.GRASSROOTS))
    found = diff(cascade(known, tree(), before_swap), cascade(known, tree(), CALENDAR))
    assert all(moved.after.duty.derived for moved in (*found.moved_earlier, *found.moved_later))
    assert {moved.after.duty.key for moved in (*found.moved_earlier, *found.moved_later)} == {"D5/grassroots"}


def test_another_policy_moves_what_it_set() -> None:
    found = diff(BASE, drawn(plan(REPORT, TOP, policy=Policy(hop_default=3))))
    assert {moved.after.duty.key for moved in found.moved_later} == {"D6/grassroots"}


def test_postponing_a_conference_moves_everything_relative_to_it() -> None:
    prepares = asks("P1", DESK, after("conference:C1", -2), ActionKind.PREPARE, conference="C1")
    known = plan(prepares, REPORT, conferences=[meets()])
    first = drawn(known, fixed={"C1": fixed(at(2024, 3, 20), at(2024, 3, 20, 11))})
    later = drawn(known, fixed={"C1": fixed(at(2024, 3, 27), at(2024, 3, 27, 11), sequence=1)})
    found = diff(first, later)
    assert ids(found.moved_later) == ["P1:tinh-btg"]
    assert [moved.id for moved in found.meetings] == ["C1"]
    assert found.told == ("tinh-btg",)


def test_cancelling_a_conference_withdraws_what_prepares_it() -> None:
    prepares = asks("P1", DESK, after("conference:C1", -2), ActionKind.PREPARE, conference="C1")
    known = plan(prepares, conferences=[meets()])
    letter = fixed(at(2024, 3, 20), at(2024, 3, 20, 11))
    found = diff(
        drawn(known, fixed={"C1": letter}),
        drawn(known, fixed={"C1": replace(letter, sequence=1, cancelled=True)}),
    )
    assert ids(found.withdrawn) == ["P1:tinh-btg"]
    after_it = found.meetings[0].after
    assert after_it is not None
    assert after_it.cancelled


def test_a_date_that_appears_is_a_move() -> None:
    open_date = plan(asks("U2", Selector(units=("h1",)), kind=ActionKind.ADOPT))
    dated = plan(asks("U2", Selector(units=("h1",)), by(2024, 5, 31), ActionKind.ADOPT))
    found = diff(drawn(open_date), drawn(dated))
    assert ids(found.moved_earlier) == ["U2:h1"]


def test_only_what_differs_is_looked_at() -> None:
    known = tree()
    old, new = plan(REPORT, TOP), plan(REPORT, replace(TOP, when=before(2024, 5, 15)))
    assert plan_diff.touched(outline(old, known, CALENDAR), outline(new, known, CALENDAR)) == {"D5"}


def test_applying_the_difference_gives_the_new_cascade() -> None:
    new = drawn(plan(replace(REPORT, when=before(2024, 4, 20)), asks("D7", DESK, by(2024, 6, 1))))
    assert amended(BASE, diff(BASE, new)) == {item.id: item for item in new.obligations}
