"""Rungs fall on working days, inside sending hours, and escalate only after the lenient day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.calendar.zone import day_of, local
from cascade.dates.deadlines import Context, resolve
from cascade.org.tree import Level
from cascade.plan.model import ActionKind, Offset, OffsetUnit, Policy, Rung, RungTarget, When, WhenKind
from cascade.reminders.due_rungs import call, occasion_of, recipient
from cascade.reminders.ladder import (
    DEFAULT,
    left_at_issue,
    next_step,
    opening,
    paused,
    rungs_for,
    steps_for,
    superseded,
)
from cascade.result.obligation import Step, Window
from tests.unit.cascade.making import CALENDAR, at, before, by, tree

POLICY = Policy()
UNIT, ABOVE, DESK = RungTarget.UNIT, RungTarget.ABOVE, RungTarget.DESK


def ladder(when: When, rungs: tuple[Rung, ...] = DEFAULT, policy: Policy = POLICY) -> dict[str, datetime]:
    window = resolve(when, Context(policy, CALENDAR))[0]
    return {step.rung: step.at for step in steps_for(window, rungs, CALENDAR, policy)}


def test_the_default_ladder_of_a_date_in_april_2024() -> None:
    assert ladder(before(2024, 4, 25)) == {
        "T-5": at(2024, 4, 16),
        "T-1": at(2024, 4, 23),
        "T": at(2024, 4, 24),
        "T+1": at(2024, 4, 26),
        "T+3": at(2024, 5, 3),
        "T+5": at(2024, 5, 6),
    }


def test_reminders_aim_at_the_last_working_day_before_a_sunday() -> None:
    found = ladder(before(2024, 3, 18))
    assert found["T"] == at(2024, 3, 15)
    assert found["T-1"] == at(2024, 3, 14)


def test_nobody_is_late_before_the_lenient_day_is_over() -> None:
    assert ladder(before(2024, 4, 25))["T+1"] == at(2024, 4, 26)
    assert ladder(by(2024, 4, 24))["T+1"] == at(2024, 4, 25)


def test_by_the_lenient_policy_the_last_reminder_is_on_the_day_itself() -> None:
    assert ladder(before(2024, 4, 25), policy=Policy(strict=False))["T"] == at(2024, 4, 25)


def test_a_duty_begins_with_what_is_to_come_and_when_it_is_overdue_with_all_after_its_date() -> None:
    window = resolve(by(2024, 4, 24), Context(POLICY, CALENDAR))[0]
    steps = steps_for(window, DEFAULT, CALENDAR, POLICY)

    def begins(issued: datetime) -> list[str]:
        return [step.rung for step in left_at_issue(steps, issued, window.due_at)]

    assert begins(at(2024, 4, 17)) == ["T-1", "T", "T+1", "T+3", "T+5"]
    assert begins(at(2024, 4, 24, 12)) == ["T+1", "T+3", "T+5"]
    assert begins(at(2024, 5, 3, 12)) == begins(at(2024, 6, 3)) == ["T+1", "T+3", "T+5"]
    assert left_at_issue(steps, at(2024, 6, 3), None) == ()


def test_rungs_may_count_hours() -> None:
    rungs = (
        Rung("T-4h", Offset(-4, OffsetUnit.HOURS), UNIT, "reminder"),
        Rung("T+2h", Offset(2, OffsetUnit.HOURS), UNIT, "overdue"),
    )
    found = ladder(by(2024, 4, 24, end_time=time(17)), rungs)
    assert found == {"T-4h": at(2024, 4, 24, 13), "T+2h": at(2024, 4, 24, 19)}


def test_an_hour_rung_of_the_night_waits_or_comes_the_evening_before() -> None:
    rungs = (
        Rung("T-1h", Offset(-1, OffsetUnit.HOURS), UNIT, "reminder"),
        Rung("T+1h", Offset(1, OffsetUnit.HOURS), UNIT, "overdue"),
    )
    assert ladder(by(2024, 4, 24), rungs) == {"T-1h": at(2024, 4, 24, 21, 30), "T+1h": at(2024, 4, 25, 6, 30)}
    assert ladder(by(2024, 4, 24, end_time=time(6)), rungs)["T-1h"] == at(2024, 4, 23, 21, 30)


def test_without_a_date_there_are_no_rungs() -> None:
    assert steps_for(Window(), DEFAULT, CALENDAR, POLICY) == ()


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("gấp", "gấp"), (None, "report/grassroots"), ("không có", "report/grassroots")],
)
def test_the_nearest_ladder_wins(name: str | None, chosen: str) -> None:
    def only(mark: str) -> tuple[Rung, ...]:
        return (Rung(mark, Offset(0), UNIT, "reminder"),)

    names = ("gấp", "report/grassroots", "report", "grassroots", "default")
    policy = Policy(ladders=tuple((mark, only(mark)) for mark in names))
    assert rungs_for(policy, ActionKind.REPORT, Level.GRASSROOTS, name)[0].id == chosen


@pytest.mark.parametrize(
    ("kind", "level", "chosen"),
    [
        (ActionKind.REPORT, Level.DISTRICT, "report"),
        (ActionKind.TEACH, Level.DISTRICT, "district"),
        (ActionKind.TEACH, Level.PROVINCE, "default"),
    ],
)
def test_a_ladder_is_found_by_act_then_by_level_then_the_plans_own(
    kind: ActionKind, level: Level, chosen: str
) -> None:
    policy = Policy(
        ladders=tuple(
            (mark, (Rung(mark, Offset(0), UNIT, "reminder"),)) for mark in ("report", "district", "default")
        )
    )
    assert rungs_for(policy, kind, level)[0].id == chosen


def test_without_any_ladder_of_its_own_a_plan_has_the_usual_one() -> None:
    assert rungs_for(POLICY, ActionKind.TEACH, Level.PROVINCE) == DEFAULT


def test_no_rung_names_anybody_in_public() -> None:
    assert {rung.target for rung in DEFAULT} <= set(RungTarget)


def test_what_is_ready_at_night_leaves_in_the_morning() -> None:
    assert opening(at(2024, 4, 24, 22), POLICY) == at(2024, 4, 25, 6, 30)
    assert opening(at(2024, 4, 24, 3), POLICY) == at(2024, 4, 24, 6, 30)
    assert opening(at(2024, 4, 24, 12), POLICY) == at(2024, 4, 24, 12)


def test_with_a_calendar_it_also_waits_for_a_working_day() -> None:
    assert opening(at(2024, 4, 27, 12), POLICY, CALENDAR) == at(2024, 5, 2, 6, 30)


STEPS = (
    Step("T-1", at(2024, 4, 23), UNIT, "reminder"),
    Step("T", at(2024, 4, 24), UNIT, "due_today"),
    Step("T+1", at(2024, 4, 26), UNIT, "overdue"),
    Step("T+3", at(2024, 5, 2), ABOVE, "escalation"),
)


def test_after_silence_each_listener_hears_the_highest_rung_only() -> None:
    caught = superseded(STEPS, at(2024, 5, 3))
    assert [step.rung for step in caught.speak] == ["T+1", "T+3"]
    assert [step.rung for step in caught.superseded] == ["T-1", "T"]


def test_what_was_heard_before_is_not_said_again() -> None:
    caught = superseded(STEPS, at(2024, 4, 26), last_seen=at(2024, 4, 24))
    assert [step.rung for step in caught.speak] == ["T+1"]
    assert caught.superseded == ()


def test_nothing_due_says_nothing() -> None:
    assert superseded(STEPS, at(2024, 4, 1)) == ((), ())
    assert next_step(STEPS, at(2024, 4, 24)) == STEPS[2]
    assert next_step(STEPS, at(2024, 6, 1)) is None


def test_an_acknowledgement_pauses_the_unit_and_nobody_else() -> None:
    until = at(2024, 5, 2)
    assert [paused(step, until) for step in STEPS] == [True, True, True, False]
    assert not paused(STEPS[0], None)


def test_a_called_ladder_keeps_what_is_still_to_come() -> None:
    called = call(STEPS, at(2024, 4, 23), deadline=at(2024, 4, 24, 23, 59))
    assert [step.rung for step in called.speak] == ["T-1"]
    assert [step.rung for step in called.left] == ["T", "T+1", "T+3"]


def test_a_reminder_that_comes_after_the_date_is_not_told_any_more() -> None:
    called = call(STEPS[:2], at(2024, 4, 25), deadline=at(2024, 4, 24, 23, 59))
    assert called.speak == ()
    assert [step.rung for step in called.missed] == ["T"]
    assert [step.rung for step in called.superseded] == ["T-1"]


def test_whoever_acknowledged_is_not_called_but_the_rung_is_used_up() -> None:
    called = call(STEPS, at(2024, 4, 23), at(2024, 4, 24, 23, 59), acknowledged_until=at(2024, 4, 30))
    assert called.speak == ()
    assert [step.rung for step in called.superseded] == ["T-1"]


def test_a_rung_speaks_to_the_unit_to_those_above_and_to_the_desk() -> None:
    known = tree()

    def above(code: str) -> str | None:
        superior = known.above(code)
        return superior.code if superior is not None else None

    assert recipient("h1-x1", UNIT, above, "tinh-btg") == "h1-x1"
    assert recipient("h1-x1", ABOVE, above, "tinh-btg") == "h1"
    assert recipient("h1-x1", RungTarget.ABOVE_TWICE, above, "tinh-btg") == "tinh"
    assert recipient("h1-x1", DESK, above, "tinh-btg") == "tinh-btg"
    assert recipient("tinh", ABOVE, above, "tinh-btg") == "tinh-btg"


def test_only_those_a_call_may_speak_to_are_called_and_the_rest_wait_in_turn() -> None:
    late = at(2024, 5, 3)
    called = call(STEPS, late, at(2024, 4, 24, 23, 59), within={UNIT})
    assert {step.target for step in called.speak} == {UNIT}
    assert called.next is not None
    assert called.next.target is ABOVE
    rest = call(called.left, late, at(2024, 4, 24, 23, 59))
    assert [step.target for step in rest.speak] == [ABOVE]
    assert call(called.left, late, None, within={UNIT}).left == called.left


def test_many_lines_make_one_notice() -> None:
    assert occasion_of([(STEPS[1], True)]) == "due_today"
    assert occasion_of([(STEPS[1], True), (STEPS[3], False)]) == "digest"
    # Nobody is reported to themselves.
    assert occasion_of([(STEPS[3], True)]) == "overdue"
    assert occasion_of([(STEPS[3], False), (STEPS[3], False)]) == "escalation"


DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
OFFSETS = st.builds(
    Offset,
    st.integers(-30, 30),
    st.sampled_from(OffsetUnit),
    st.one_of(st.none(), st.times().map(lambda hour: hour.replace(tzinfo=None))),
)


@given(DAYS, st.lists(OFFSETS, min_size=1, max_size=5), st.sampled_from(["by", "before"]), st.booleans())
def test_every_rung_falls_inside_sending_hours(
    day: date, offsets: list[Offset], kind: str, strict: bool
) -> None:
    policy = Policy(strict=strict)
    when = When(WhenKind.BY if kind == "by" else WhenKind.BEFORE_STRICT, day=day)
    rungs = tuple(Rung(str(index), offset, UNIT, "reminder") for index, offset in enumerate(offsets))
    first, last = policy.send_hours
    for moment in ladder(when, rungs, policy).values():
        assert first <= local(moment).time() <= last


@given(DAYS, st.integers(1, 20))
def test_no_rung_after_the_date_comes_before_the_lenient_day_is_over(day: date, count: int) -> None:
    rungs = (Rung("T", Offset(count), DESK, "escalation"),)
    found = ladder(When(WhenKind.BEFORE_STRICT, day=day), rungs)
    assert day_of(found["T"]) > day


@given(DAYS, st.integers(0, 20))
def test_no_reminder_comes_after_the_date(day: date, count: int) -> None:
    rungs = (Rung("T", Offset(-count), UNIT, "reminder"),)
    found = ladder(When(WhenKind.BY, day=day), rungs)
    assert day_of(found["T"]) <= day
    assert CALENDAR.is_working(day_of(found["T"]))


@given(st.integers(0, 5_000_000))
def test_the_next_opening_is_never_earlier_and_at_most_nine_hours_away(minutes: int) -> None:
    given_at = at(2020, 1, 1) + timedelta(minutes=minutes)
    opened = opening(given_at, POLICY)
    assert given_at <= opened <= given_at + timedelta(hours=9)
    assert opening(opened, POLICY) == opened
