"""What was frozen at issue thaws to exactly the same values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time

import pytest

from cascade.calendar.workdays import Override, WorkCalendar
from cascade.org.tree import Level, OrgTree
from cascade.plan.model import Plan, Policy
from cascade.plan.thaw import to_json, unpack
from cascade.result.obligation import Duty, Meeting
from tests.unit.cascade.making import after, asks, before, drawn, meets, on, plan, tree

FULL = replace(
    plan(
        asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS),
        asks("D4", when=after("conference:C1", -1, at=time(15)), conference="C1"),
        conferences=[meets(when=on(2024, 3, 20, 8, sessions=1))],
        policy=Policy(hop=((Level.GRASSROOTS, 3),), day_end=time(17)),
    ),
    secret=True,
)


def frozen(value: object) -> object:
    """The value as the ledger reads it again."""
    return json.loads(to_json(value))


def test_a_plan_comes_back_the_same() -> None:
    assert unpack(Plan, frozen(FULL)) == FULL


def test_a_tree_comes_back_the_same() -> None:
    assert unpack(OrgTree, frozen(tree().as_of(date(2024, 3, 1)))) == tree().as_of(date(2024, 3, 1))


def test_duties_and_meetings_come_back_the_same() -> None:
    known = drawn(FULL)
    assert [unpack(Duty, frozen(duty)) for duty in known.duties] == list(known.duties)
    assert [unpack(Meeting, frozen(meeting)) for meeting in known.meetings] == list(known.meetings)


def test_a_calendar_comes_back_with_its_rows() -> None:
    calendar = WorkCalendar.of([Override(date(2027, 1, 4), False, "thử")])
    assert unpack(WorkCalendar, frozen(calendar)) == calendar


def test_what_still_has_its_default_is_not_written() -> None:
    assert json.loads(to_json(Policy())) == {}


def test_the_text_is_always_the_same() -> None:
    assert to_json(unpack(Plan, frozen(FULL))) == to_json(FULL)


def test_a_field_we_do_not_know_is_not_lost_quietly() -> None:
    with pytest.raises(TypeError, match="lich_su"):
        unpack(Policy, json.loads('{"lich_su": 1}'))
