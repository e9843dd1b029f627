"""Every deadline that people found in the papers comes out on the same day."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.gold.papers import GOLD, compiled, obligations

READINGS = ("latest", "latest_lenient", "latest_workday")


@pytest.fixture(params=sorted(GOLD))
def paper(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def gold(paper: str, shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((shared / "gold" / f"{GOLD[paper]}.yaml").read_text())
    return found


def test_every_stated_deadline_has_the_day_that_people_read(paper: str, gold: dict[str, Any]) -> None:
    for deadline in gold["deadlines"]:
        owed = obligations(paper)[deadline["id"]]
        stated = {key: _day(deadline["when"].get(key)) for key in READINGS}
        for key, day in stated.items():
            if day is not None:
                assert {each[key] for each in owed} == {day}, (deadline["id"], key)


def test_a_day_that_no_paper_states_is_marked_as_derived(paper: str, gold: dict[str, Any]) -> None:
    for deadline in gold["deadlines"]:
        for each in obligations(paper)[deadline["id"]]:
            assert (each["derived"] is not None) == (deadline.get("status") == "policy"), each["id"]


def test_every_duty_without_a_date_is_owed_all_the_same(paper: str, gold: dict[str, Any]) -> None:
    for duty in gold["undated_obligations"]:
        for each in obligations(paper)[duty["id"]]:
            assert each["latest"] is None or each["derived"], each["id"]


def test_where_people_proposed_a_day_the_rules_propose_the_same(paper: str, gold: dict[str, Any]) -> None:
    for duty in gold["undated_obligations"]:
        proposed = re.search(r"= (\d{4}-\d\d-\d\d)", str(duty.get("policy", "")))
        inferred = _day(duty["when"].get("latest"))
        day = proposed[1] if proposed else inferred
        if day is not None:
            assert {each["latest"] for each in obligations(paper)[duty["id"]]} == {day}, duty["id"]


def test_conferences_keep_their_day_or_their_window(paper: str, gold: dict[str, Any]) -> None:
    meetings = {meeting.conference.id: meeting for meeting in compiled(paper).meetings}
    for conference in gold["conferences"]:
        meeting = meetings[conference["id"]]
        assert meeting.window.latest is not None
        when = conference["when"]
        assert meeting.window.latest.isoformat() == _day(when.get("latest", when.get("date")))
        assert (meeting.start is None) == bool(conference["tentative"])


def test_texts_that_are_no_deadline_make_none(paper: str, gold: dict[str, Any]) -> None:
    asked = {requirement.id for requirement in compiled(paper).plan.requirements}
    known = {each["id"] for each in (*gold["deadlines"], *gold["undated_obligations"])}
    own = {name for name in asked - known if not name.startswith("P")}
    assert not own, "only preparations (P…) may be added to what people found in the paper"


def _day(value: Any) -> str | None:
    """The annotations give a day, a moment, or {value, why}."""
    if isinstance(value, dict):
        return _day(value.get("value"))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else None
