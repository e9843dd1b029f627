"""A conference held level by level: each level is fixed, moved, called off and told by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from cascade.changes.plan_diff import Amendment
from cascade.checked_cascade import cascade
from cascade.lang.refusal import Refusal
from cascade.org.tree import Level, Selector
from cascade.plan.model import ActionKind, Offset, OffsetUnit, Plan, Requirement, Venue, When, WhenKind
from cascade.reports.obligation_states import ObligationState
from models.changes import amendments, conference_day
from models.conferences import sittings
from models.plans import revisions
from services.conferences import conference_acts
from tests.ledger.world import ISSUED, House, a_plan, at, compiled, told

TOP, DISTRICT, BASE = (at(4, 10, 7, 30), at(4, 14, 7, 30), at(4, 20, 13, 30))
HALLS = (
    Venue("P1", "Hội trường Tỉnh ủy", Selector(units=("tinh-btg", "tinh-vp")), host="tinh"),
    Venue("P2", "Hội trường huyện", Selector(level=Level.DISTRICT, under="tinh")),
    Venue("P3", "Hội trường xã", Selector(level=Level.GRASSROOTS, under="tinh")),
)


def in_turn() -> Plan:
    """The plan of the small province, its conference held level by level, and a report that hangs on it."""
    plan = a_plan()
    conference = replace(plan.conferences[0], venues=HALLS, relayed=False)
    report = Requirement(
        "HN",
        "Báo cáo kết quả hội nghị",
        ActionKind.REPORT,
        Selector(under="tinh"),
        When(WhenKind.RELATIVE, anchor="conference:C1", offset=Offset(3, OffsetUnit.WORKING_DAYS)),
        to=("tinh",),
        conference="C1",
    )
    return replace(plan, conferences=(conference,), requirements=(*plan.requirements, report))


@pytest.fixture
def turns(issue: Callable[..., House]) -> House:
    """That plan just issued, and its first notices sent."""
    made = issue(in_turn())
    made.send_all(ISSUED)
    return made


def fix(
    house: House, level: str | None, start: datetime, conference: str = "C1", now: datetime | None = None
) -> Amendment:
    with house.ledger.begin() as session:
        return conference_acts.fix(
            session, house.code, conference, start, now=now or at(4, 1), by="văn phòng", level=level
        )


def invited(house: House, now: datetime, occasion: str = "invitation") -> list[str]:
    return sorted(one.unit for one in house.send_all(now) if one.occasion == occasion)


def days(house: House) -> dict[str, tuple[str, datetime | None]]:
    with house.ledger.read() as session:
        return {
            one.conference: (one.state, one.start) for one in conference_day.listed(session, house.plan_id)
        }


def test_every_level_has_a_row_of_its_own(turns: House) -> None:
    with turns.ledger.read() as session:
        rows = conference_day.listed(session, turns.plan_id)
    assert [(one.conference, one.level, one.after) for one in rows] == [
        ("C1", "province", ()),
        ("C1/district", "district", ("C1",)),
        ("C1/grassroots", "grassroots", ("C1/district",)),
    ]


def test_the_day_of_one_level_invites_and_dates_that_level_alone(turns: House) -> None:
    amendment = fix(turns, "district", DISTRICT)
    assert amendment.told == ("h1", "h2")
    assert invited(turns, at(4, 1)) == ["h1", "h2"]
    assert days(turns)["C1"] == ("open", None)
    row = turns.one("h1", at(4, 1), "HN/district")
    assert (row.state, row.due_at) == (ObligationState.OPEN, at(4, 17, 23, 59))
    assert turns.one("h1-x1", at(4, 1), "HN/grassroots").state is ObligationState.WAITING


def test_the_letter_names_the_level_and_carries_one_entry_for_a_units_diary(turns: House) -> None:
    fix(turns, "grassroots", BASE)
    one = next(one for one in turns.claim(at(4, 1)) if one.occasion == "invitation")
    facts = told(one)
    assert facts["conference"] == "Hội nghị học tập (chi, đảng bộ cơ sở)"
    assert [topic["title"] for topic in facts["agenda"]] == ["Chuyên đề một", "Chuyên đề mật"]
    assert one.invitation is not None
    assert one.invitation.uid == f"kh-1.C1.{one.unit}@dondoc"
    assert one.invitation.start == BASE


def test_moving_one_level_is_heard_by_it_alone(turns: House) -> None:
    for level, start in (("province", TOP), ("district", DISTRICT), ("grassroots", BASE)):
        fix(turns, level, start)
    turns.send_all(at(4, 1))
    moved = fix(turns, "district", at(4, 15, 7, 30), now=at(4, 2))
    assert {one.after.duty.key for one in moved.moved_later} == {"HN/district"}
    assert [one.id for one in moved.meetings] == ["C1/district"]
    assert invited(turns, at(4, 2), "invitation_changed") == ["h1", "h2"]


def test_calling_one_level_off_is_heard_by_it_alone(turns: House) -> None:
    for level, start in (("province", TOP), ("district", DISTRICT)):
        fix(turns, level, start)
    turns.send_all(at(4, 1))
    with turns.ledger.begin() as session:
        conference_acts.cancel(
            session, turns.code, "C1", why="bão", now=at(4, 2), by="văn phòng", level="district"
        )
    sent = turns.send_all(at(4, 2))
    assert sorted(one.unit for one in sent if one.occasion == "invitation_cancelled") == ["h1", "h2"]
    assert sorted(one.unit for one in sent if one.occasion == "withdrawn") == ["h1", "h2"]
    assert days(turns)["C1"] == ("fixed", TOP)


def test_each_level_is_asked_who_came_after_its_own_day(turns: House) -> None:
    fix(turns, "province", TOP)
    fix(turns, "district", DISTRICT)
    for sitting in ("C1", "C1/district"):
        with turns.ledger.begin() as session:
            conference_day.notify(session, turns.plan_id, sitting, "attendance", at(4, 14, 18))
    assert {row.unit for row in turns.notices("attendance")} == {"tinh-btg", "tinh-vp", "h1", "h2"}
    with turns.ledger.begin() as session:
        conference_acts.attend(session, turns.code, "C1", "h1", "P2", 9, 10, now=at(4, 14, 18), by="h1")
        assert conference_day.attendance(session, turns.plan_id, "C1") == []
        [came] = conference_day.attendance(session, turns.plan_id, "C1/district")
    assert (came.unit, came.present) == ("h1", 9)


def test_a_paper_that_changes_elsewhere_leaves_the_days_of_the_levels(turns: House) -> None:
    fix(turns, "province", TOP)
    fix(turns, "district", DISTRICT)
    before = days(turns)
    paper = replace(in_turn(), title="Học tập, quán triệt nghị quyết")
    with turns.ledger.begin() as session:
        kept = revisions.row(session, turns.plan_id, 3)
        drawn = compiled(paper)
        after = cascade(paper, drawn.tree, drawn.calendar, fixed=revisions.fixed(kept))
        done = amendments.apply(session, turns.code, after, now=at(4, 3), by="văn thư", why="sửa tên")
    assert (done.meetings, done.told) == ((), ())
    assert days(turns) == before


def test_without_a_level_nobody_guesses_which_day_is_meant(turns: House) -> None:
    with pytest.raises(Refusal, match="từng cấp"):
        fix(turns, None, TOP)
    with pytest.raises(Refusal, match="không họp ở “central”"):
        fix(turns, "central", TOP)
    with pytest.raises(Refusal, match="không họp"):
        fix(turns, None, TOP, "C1/central")
    with turns.ledger.read() as session:
        for said, meant in (("C1/province", "C1"), ("C1/district", "C1/district")):
            assert sittings.of_level(session, turns.plan_id, said) == meant


def test_a_conference_where_all_sit_at_once_needs_no_level(house: House) -> None:
    fix(house, None, TOP)
    assert days(house)["C1"] == ("fixed", TOP)
