"""What must come before what is looked at on every level that a duty is handed down to."""

from __future__ import annotations

import pytest

from cascade.org.tree import Level
from cascade.plan.model import ActionKind as K
from cascade.plan.model import Policy, Requirement
from cascade.result.obligation import Finding
from tests.unit.cascade.making import COMMUNES, asks, by, drawn, plan

DOWN = Level.GRASSROOTS


def told(code: str, *requirements: Requirement, policy: Policy | None = None) -> list[Finding]:
    known = drawn(plan(*requirements, policy=policy))
    return [one for one in known.findings if one.code == code]


def report(day: int, depends_on: tuple[str, ...] = ()) -> Requirement:
    return asks("D5", when=by(2024, 4, day), down_to=DOWN, depends_on=depends_on)


def test_a_cell_is_asked_to_report_before_its_teaching_ends() -> None:
    """The districts report on 26/4; their communes a hop before, while they still teach."""
    taught = asks("D2", COMMUNES, by(2024, 4, 22), K.TEACH)
    (one,) = told("report_before_work", taught, report(26, depends_on=("D2",)))
    assert one.requirement == "D5/grassroots"
    assert "19/4/2024" in one.message.vi
    assert "D2, 22/4/2024" in one.message.vi


def test_a_report_that_names_nothing_is_held_against_what_its_own_level_teaches() -> None:
    taught = asks("D2", COMMUNES, by(2024, 4, 22), K.TEACH)
    (one,) = told("report_before_work", taught, report(26))
    assert one.requirement == "D5/grassroots"


def test_teaching_that_is_handed_down_ends_early_enough_on_every_level() -> None:
    taught = asks("D2", when=by(2024, 4, 22), kind=K.TEACH, down_to=DOWN)
    assert not told("report_before_work", taught, report(26, depends_on=("D2",)))


def test_what_the_top_says_already_is_not_repeated_below() -> None:
    taught = asks("D2", when=by(2024, 4, 29), kind=K.TEACH, down_to=DOWN)
    assert [
        one.requirement for one in told("report_before_work", taught, report(26, depends_on=("D2",)))
    ] == ["D5"]


@pytest.mark.parametrize(("hop", "times"), [(1, 1), (3, 0)])
def test_whoever_gathers_needs_time_on_every_level(hop: int, times: int) -> None:
    found = told("no_time_to_synthesise", report(24), policy=Policy(hop=((Level.GRASSROOTS, hop),)))
    assert [one.requirement for one in found] == ["D5"] * times


def test_what_must_come_first_comes_first_on_every_level() -> None:
    first = asks("D1", COMMUNES, by(2024, 4, 22), K.PREPARE)
    taught = asks("D2", when=by(2024, 4, 26), kind=K.TEACH, down_to=DOWN, depends_on=("D1",))
    assert [one.requirement for one in told("order_conflict", first, taught)] == ["D2/grassroots"]
