"""A rehearsal tells every notice of a plan's life before anything is sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from cascade.calendar.zone import day_of, local
from cascade.lang.refusal import Refusal
from cascade.lang.told import said
from cascade.org.tree import Level, Selector
from cascade.plan.model import ActionKind, OffsetUnit, Policy, Venue
from cascade.rehearsal import PlannedNotice, compare, play, rehearse
from cascade.rehearsal.behaviour import Behaviour, Habit, UnitBehaviour
from cascade.reports.obligation_states import ObligationState
from cascade.reports.rollup import Counts
from tests.unit.cascade.making import (
    CALENDAR,
    DESK,
    DISTRICTS,
    after,
    asks,
    at,
    before,
    by,
    drawn,
    duty,
    fixed,
    meets,
    on,
    plan,
    tree,
    within,
)

ONE = Selector(units=("h1",))
REPORT = asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS)
TOP = asks("D5", DESK, before(2024, 5, 10), ActionKind.SYNTHESISE, collects=("D6",))
SEND_FIRST, SEND_LAST = plan().policy.send_hours


def told(unit: str, notices: tuple[PlannedNotice, ...]) -> list[tuple[str, str]]:
    return [(one.occasion, one.rung) for one in notices if one.recipient == unit]


def living(habit: Habit, **more: object) -> tuple[PlannedNotice, ...]:
    behaviour = Behaviour(shares=((habit, 1),), **more)  # type: ignore[arg-type]
    return rehearse(drawn(plan(asks("D1", ONE, by(2024, 4, 24)))), behaviour, CALENDAR)


def test_a_unit_that_reports_on_time_is_never_reminded_again() -> None:
    found = told("h1", living(Habit(UnitBehaviour.ON_TIME, 2)))
    assert found == [("issued", ""), ("reminder", "T-5"), ("receipt", ""), ("accepted", "")]


def test_a_unit_that_never_answers_climbs_the_whole_ladder() -> None:
    notices = living(Habit(UnitBehaviour.NEVER))
    assert told("h1", notices) == [
        ("issued", ""),
        ("reminder", "T-5"),
        ("reminder", "T-1"),
        ("due_today", "T"),
        ("overdue", "T+1"),
    ]
    assert told("tinh", notices) == [("escalation", "T+3")]
    assert told("tinh-btg", notices) == [("escalation", "T+5")]


def test_what_is_overdue_at_the_issue_is_called_on_the_next_working_morning_and_the_ladder_goes_on() -> None:
    late = drawn(replace(plan(asks("D1", ONE, by(2024, 4, 24))), issued=date(2024, 4, 26)))
    notices = rehearse(late, Behaviour(shares=((Habit(UnitBehaviour.NEVER), 1),)), CALENDAR)
    assert told("h1", notices) == [("issued", ""), ("overdue", "T+1")]
    issued, late_since = (day_of(one.at) for one in notices if one.recipient == "h1")
    assert (issued, late_since) == (date(2024, 4, 26), CALENDAR.next(issued))
    [above] = [one for one in notices if one.recipient == "tinh"]
    assert (above.rung, above.at > notices[0].at) == ("T+3", True)


def test_a_late_unit_stops_being_pressed_when_it_reports() -> None:
    notices = living(Habit(UnitBehaviour.LATE, 2))
    assert ("overdue", "T+1") in told("h1", notices)
    assert told("tinh", notices) == []


def test_a_wrong_report_comes_back_and_is_accepted_when_corrected() -> None:
    found = [occasion for occasion, _ in told("h1", living(Habit(UnitBehaviour.WRONG, 1)))]
    assert found[-4:] == ["receipt", "returned", "receipt", "accepted"] or found.count("receipt") == 2
    assert found.index("returned") < found.index("accepted")


def test_the_unit_above_gets_one_list_of_its_late_units() -> None:
    quiet = Behaviour(shares=((Habit(UnitBehaviour.NEVER), 1),))
    notices = rehearse(drawn(plan(REPORT)), quiet, CALENDAR)
    lists = [
        one for one in notices if one.recipient == "h1" and one.rung == "T+3" and one.occasion == "escalation"
    ]
    assert len(lists) == 1
    assert len(lists[0].items) == 3


def test_nothing_leaves_outside_sending_hours() -> None:
    mixed = Behaviour(
        3,
        (
            (Habit(), 2),
            (Habit(UnitBehaviour.LATE, 2), 1),
            (Habit(UnitBehaviour.WRONG), 1),
            (Habit(UnitBehaviour.NEVER), 1),
        ),
    )
    for one in rehearse(drawn(plan(REPORT, TOP)), mixed, CALENDAR):
        assert SEND_FIRST <= local(one.at).time() <= SEND_LAST


def test_the_level_above_is_asked_when_all_below_are_in() -> None:
    notices = rehearse(drawn(plan(REPORT, TOP)), Behaviour(), CALENDAR)
    asked = next(one for one in notices if one.items == ("D5:tinh-btg",) and one.occasion == "report_request")
    came = [one.at for one in notices if one.occasion == "receipt" and one.items[0].startswith("D6:")]
    assert len(came) == 2
    assert asked.at == max(came)


def test_whoever_has_nobody_below_was_asked_by_the_letter_of_issue() -> None:
    known = tree()
    without = tree(unit for unit in known.units.values() if unit.parent != "h2")
    soon = Behaviour(shares=((Habit(UnitBehaviour.ON_TIME, 8), 1),))
    notices = rehearse(drawn(plan(REPORT), without), soon, CALENDAR)
    asked = {one.recipient: one.at for one in notices if one.occasion == "report_request"}
    issued = {one.recipient: one.at for one in notices if one.occasion == "issued"}
    assert "h2" in issued
    assert "h2" not in asked
    assert asked["h1"] > issued["h1"]


def test_who_sums_up_waits_for_those_below_while_there_is_time() -> None:
    slow = Behaviour(units={"h1": Habit(UnitBehaviour.LATE, 2), "tinh-btg": Habit(days=9)})
    notices = rehearse(drawn(plan(REPORT, TOP)), slow, CALENDAR)
    came = {one.items[0]: one.at for one in notices if one.occasion == "receipt"}
    assert came["D5:tinh-btg"] > came["D6:h1"] > came["D6:h2"]
    silent = Behaviour(units={"h1": Habit(UnitBehaviour.NEVER)})
    notices = rehearse(drawn(plan(REPORT, TOP)), silent, CALENDAR)
    [summed] = [one for one in notices if one.occasion == "receipt" and one.items == ("D5:tinh-btg",)]
    assert day_of(summed.at) == date(2024, 5, 9), "on the last day it sums up what it has"


def test_the_same_seed_tells_the_same_story() -> None:
    mixed = Behaviour(5, ((Habit(), 1), (Habit(UnitBehaviour.LATE, 1), 1), (Habit(UnitBehaviour.NEVER), 1)))
    known = drawn(plan(REPORT, TOP))
    assert rehearse(known, mixed, CALENDAR) == rehearse(known, mixed, CALENDAR)


def test_another_seed_tells_another_story() -> None:
    known = drawn(plan(REPORT, TOP))
    stories = {
        rehearse(known, Behaviour(seed, ((Habit(), 1), (Habit(UnitBehaviour.NEVER), 1))), CALENDAR)
        for seed in range(5)
    }
    assert len(stories) > 1


def test_an_invitation_moves_what_hangs_on_the_conference_and_tells_only_those() -> None:
    prepares = asks("P1", DESK, after("conference:C1", -2), ActionKind.PREPARE, conference="C1")
    known = drawn(plan(prepares, REPORT, conferences=[meets()]))
    letter = fixed(at(2024, 3, 27, 7, 30), at(2024, 3, 27, 11, 30), invited_at=at(2024, 3, 15, 10))
    notices = rehearse(known, Behaviour(meetings={"C1": letter}), CALENDAR)
    assert [one.recipient for one in notices if one.occasion == "amended"] == ["tinh-btg"]
    invited = [one for one in notices if one.occasion == "invitation"]
    assert [(one.recipient, one.at) for one in invited] == [
        ("h1", at(2024, 3, 15, 10)),
        ("h2", at(2024, 3, 15, 10)),
    ]
    assert ("reminder", "T-1") in told("tinh-btg", notices) or ("due_today", "T") in told("tinh-btg", notices)
    assert {one.at for one in notices if one.occasion == "attendance"} == {at(2024, 3, 27, 11, 30)}


def test_what_hangs_on_an_open_conference_is_only_played_once_it_is_fixed() -> None:
    """Nobody gave C1 a day: the best one is supposed; the invitation leaves in time and says why."""
    attends = asks("D1", when=after("conference:C1", 0, OffsetUnit.CALENDAR_DAYS), kind=ActionKind.HOLD)
    attends = replace(attends, conference="C1")
    known = drawn(plan(attends, conferences=[meets()]))
    assert all(line.hangs and not line.steps for line in known.duties)
    notices = rehearse(known, Behaviour(), CALENDAR)
    [when] = {one.at for one in notices if one.occasion == "invitation"}
    [held] = {one.at for one in notices if one.occasion == "attendance"}
    assert CALENDAR.between(day_of(when), day_of(held)) >= Policy().invitation_notice
    told_of = [one for one in notices if "D1:h1" in one.items and one.occasion != "issued"]
    assert all(one.at >= when for one in told_of)
    assert [one.at for one in told_of if one.occasion == "receipt"] == [held]
    [invited] = [one for one in notices if one.occasion == "invitation" and one.recipient == "h1"]
    assert "giả định" in said(invited.why, "vi")


def test_conferences_are_fixed_one_after_another() -> None:
    later = meets("C2", within(2024, 3), after=("C1",))
    known = drawn(plan(conferences=[meets(), later]))
    notices = rehearse(known, Behaviour(), CALENDAR)
    sat = {one.conference: one.at for one in notices if one.occasion == "attendance"}
    assert sat["C1"] < sat["C2"]


def test_a_conference_that_is_cancelled_takes_what_serves_it_along() -> None:
    prepares = asks("P1", DESK, after("conference:C1", -2), ActionKind.PREPARE, conference="C1")
    known = drawn(plan(prepares, REPORT, conferences=[meets()]))
    letter = fixed(
        at(2024, 3, 27, 7, 30), at(2024, 3, 27, 11, 30), cancelled=True, invited_at=at(2024, 3, 15)
    )
    played = play(known, Behaviour(meetings={"C1": letter}), CALENDAR)
    assert dict(played.standings)["P1:tinh-btg"].state is ObligationState.WITHDRAWN
    assert [one.recipient for one in played.notices if one.occasion == "withdrawn"] == ["tinh-btg"]
    assert {one.occasion for one in played.notices}.isdisjoint({"attendance", "invitation_cancelled"})


def test_who_was_invited_hears_that_the_conference_is_off() -> None:
    known = drawn(plan(conferences=[meets(when=on(2024, 3, 20, 8, sessions=1))]))
    off = fixed(
        at(2024, 3, 20), at(2024, 3, 20, 11, 30), cancelled=True, invited_at=at(2024, 3, 15), sequence=1
    )
    notices = rehearse(known, Behaviour(meetings={"C1": off}), CALENDAR)
    assert Counter(one.occasion for one in notices) == {"invitation": 2, "invitation_cancelled": 2}


def test_a_stated_conference_is_invited_to_at_issue() -> None:
    known = drawn(plan(conferences=[meets(when=on(2024, 3, 20, 8, sessions=1))]))
    notices = rehearse(known, Behaviour(), CALENDAR)
    assert Counter(one.occasion for one in notices) == {"invitation": 2, "attendance": 2}


def test_every_notice_says_why() -> None:
    assert all(one.why for one in living(Habit(UnitBehaviour.NEVER)))


def test_the_story_ends_in_a_sum() -> None:
    behaviour = Behaviour(units={"h1": Habit(UnitBehaviour.NEVER), "h2-x1": Habit(UnitBehaviour.LATE, 1)})
    played = play(drawn(plan(REPORT)), behaviour, CALENDAR)
    counts = Counts.of([standing for _, standing in played.standings], played.ended)
    assert (counts.expected, counts.received, counts.late, counts.open) == (8, 7, 1, 1)
    assert dict(played.standings)["D6:h1"].state is ObligationState.OPEN


def test_only_the_lead_of_a_joint_duty_is_pressed() -> None:
    both = Selector(units=("tinh-btg", "tinh-vp"))
    known = drawn(plan(asks("D4", both, by(2024, 4, 24), joint=True, lead="tinh-btg")))
    notices = rehearse(known, Behaviour(shares=((Habit(UnitBehaviour.NEVER), 1),)), CALENDAR)
    assert told("tinh-vp", notices) == [("issued", "")]


def test_the_report_of_the_lead_is_that_of_all_joint_owners() -> None:
    both = Selector(units=("tinh-btg", "tinh-vp"))
    known = drawn(plan(asks("D4", both, by(2024, 4, 24), joint=True, lead="tinh-btg")))
    late = Behaviour(units={"tinh-vp": Habit(UnitBehaviour.LATE, 5)})
    played = play(known, late, CALENDAR)
    assert told("tinh-vp", played.notices) == [("issued", "")]
    standings = dict(played.standings)
    assert standings["D4:tinh-vp"].state is ObligationState.ACCEPTED
    assert standings["D4:tinh-vp"].submitted_at == standings["D4:tinh-btg"].submitted_at


def test_a_joint_owner_before_the_lead_reports_and_is_accepted() -> None:
    both = Selector(units=("tinh-btg", "tinh-vp"))
    known = drawn(plan(asks("D4", both, by(2024, 4, 24), joint=True, lead="tinh-btg")))
    late = Behaviour(units={"tinh-btg": Habit(UnitBehaviour.LATE, 5)})
    occasions = [occasion for occasion, _ in told("tinh-vp", play(known, late, CALENDAR).notices)]
    assert occasions == ["issued", "receipt", "accepted"]


def test_without_an_issue_date_the_story_begins_before_the_first_rung() -> None:
    known = drawn(plan(asks("D1", ONE, by(2024, 4, 24)), issued=None))
    assert rehearse(known, Behaviour(), CALENDAR)[0].at == at(2024, 4, 15)


def test_a_plan_without_any_day_cannot_be_rehearsed() -> None:
    with pytest.raises(Refusal):
        rehearse(drawn(plan(asks("U1", ONE), issued=None)), Behaviour(), CALENDAR)


def test_moving_a_deadline_a_week_shows_what_would_move() -> None:
    quiet = Behaviour(shares=((Habit(UnitBehaviour.NEVER), 1),))
    first = rehearse(drawn(plan(asks("D1", ONE, by(2024, 4, 24)))), quiet, CALENDAR)
    later = rehearse(drawn(plan(asks("D1", ONE, by(2024, 5, 2)))), quiet, CALENDAR)
    found = compare(first, later)
    assert found.only_before == found.only_after == ()
    assert len(found.moved) == 6
    assert all(new.at > old.at for old, new in found.moved)


def test_two_equal_stories_differ_in_nothing() -> None:
    story = living(Habit(UnitBehaviour.NEVER))
    assert compare(story, story).moved == ()


def test_a_requirement_more_shows_its_notices_only() -> None:
    quiet = Behaviour(shares=((Habit(UnitBehaviour.NEVER), 1),))
    base = plan(asks("D1", ONE, by(2024, 4, 24)))
    more = replace(
        base, requirements=(*base.requirements, asks("D2", Selector(units=("h2",)), by(2024, 5, 24)))
    )
    found = compare(rehearse(drawn(base), quiet, CALENDAR), rehearse(drawn(more), quiet, CALENDAR))
    assert {one.recipient for one in found.only_after} == {"h2", "tinh", "tinh-btg"}
    assert found.only_before == ()


def test_a_habit_may_be_given_for_one_unit_or_one_of_its_duties() -> None:
    known = Behaviour(units={"h1": Habit(UnitBehaviour.NEVER), "h1/D6": Habit(UnitBehaviour.LATE, 2)})
    assert known.habit("h1", "D6") == Habit(UnitBehaviour.LATE, 2)
    assert known.habit("h1", "D5") == Habit(UnitBehaviour.NEVER)
    assert known.habit("h2", "D6") == Habit()


def test_shares_are_kept_over_many_units() -> None:
    known = Behaviour(1, ((Habit(), 80), (Habit(UnitBehaviour.LATE, 1), 20)))
    late = sum(known.habit(f"x{number}", "D6").way is UnitBehaviour.LATE for number in range(5000))
    assert 900 < late < 1100


def test_on_time_means_before_the_hour_where_there_is_one() -> None:
    test = asks("D4", DESK, on(2024, 3, 20, 8, sessions=1), ActionKind.ATTEND)
    known = drawn(plan(test))
    reported = Behaviour(shares=((Habit(UnitBehaviour.ON_TIME), 1),)).reports_at(
        known.obligations[0], CALENDAR
    )
    due = duty(known, "D4").window.due_at
    assert reported is not None
    assert due is not None
    assert reported <= due


def test_a_conference_held_level_by_level_is_rehearsed_level_by_level() -> None:
    halls = (
        Venue("P1", "Tỉnh", Selector(units=("tinh-btg", "tinh-vp")), host="tinh"),
        Venue("P2", "Huyện", DISTRICTS),
    )
    known = plan(
        asks("D1", DISTRICTS, after("conference:C1", 3)), conferences=[meets(venues=halls, relayed=False)]
    )
    behaviour = Behaviour(meetings={"C1": fixed(at(2024, 3, 12), at(2024, 3, 12, 11))})
    notices = rehearse(drawn(known), behaviour, CALENDAR)
    days = {one.conference: day_of(one.at) for one in notices if one.occasion == "attendance"}
    assert days["C1"] == date(2024, 3, 12)
    assert days["C1/district"] > days["C1"]
    asked = {one.recipient for one in notices if one.conference == "C1" and one.occasion == "attendance"}
    assert asked == {"tinh-btg", "tinh-vp"}
    assert {one.recipient for one in notices if one.conference == "C1/district"} == {"h1", "h2"}
