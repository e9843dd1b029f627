"""Days for a conference are ranked with reasons; seats follow the plan's exceptions; secrets stay unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from cascade.calendar.zone import day_of, local
from cascade.conferences.proposals import Proposal, in_turn, propose, taken
from cascade.conferences.seating import attending, places
from cascade.lang.refusal import Refusal
from cascade.org.tree import Level, Selector
from cascade.plan.model import ActionKind, Offset, OffsetUnit, Venue, When, WhenKind
from cascade.result.obligation import Meeting, Window
from tests.unit.cascade.making import (
    DESK,
    DISTRICTS,
    after,
    asks,
    at,
    before,
    by,
    drawn,
    fixed,
    meets,
    on,
    plan,
    tree,
    within,
)

K = ActionKind
TEXTS = asks("D2", DESK, before(2024, 3, 18), K.SUBMIT)
TEACH = asks("D3", kind=K.TEACH, when=before(2024, 4, 25), depends_on=("C1",))
TEST = When(WhenKind.RELATIVE, anchor="conference:C1", offset=Offset(-1, OffsetUnit.CALENDAR_DAYS, time(15)))


def best(known: object, **more: object) -> Proposal:
    return propose(known, "C1", **more)[0]  # type: ignore[arg-type]


def days(found: tuple[Proposal, ...]) -> list[date]:
    return [day_of(one.start) for one in found]


def test_every_proposal_lies_inside_the_window_and_after_what_must_come_first() -> None:
    found = propose(drawn(plan(TEXTS, conferences=[meets(after=("D2",))])), "C1", limit=100)
    assert min(days(found)) == date(2024, 3, 18)
    assert max(days(found)) == date(2024, 3, 31)


def test_working_days_come_before_saturdays_and_saturdays_before_sundays() -> None:
    found = propose(drawn(plan(conferences=[meets()])), "C1", limit=100)
    order = [day.isoweekday() for day in dict.fromkeys(days(found))]
    assert order.index(6) > max(order.index(day) for day in (1, 2, 3, 4, 5))
    assert order.index(7) > order.index(6)


def test_nobody_meets_during_tet_if_there_is_another_day() -> None:
    tet = plan(conferences=[meets(when=within(2024, 2))], issued=date(2024, 1, 2))
    found = propose(drawn(tet), "C1", limit=100)
    scores = {day_of(one.start): one.score for one in found}
    assert scores[date(2024, 2, 10)] < min(scores[date(2024, 2, 3)], scores[date(2024, 2, 20)])
    assert any(
        "nghỉ lễ" in str(why)
        for one in found
        if day_of(one.start) == date(2024, 2, 12)
        for why in one.reasons
    )


def test_the_days_next_to_tet_are_not_good_ones() -> None:
    found = propose(
        drawn(plan(conferences=[meets(when=within(2023, 1))], issued=date(2022, 12, 1))), "C1", limit=100
    )
    scores = {day_of(one.start): one.score for one in reversed(found)}
    assert scores[date(2023, 1, 19)] < scores[date(2023, 1, 17)]
    assert scores[date(2023, 1, 27)] < scores[date(2023, 1, 31)]


def test_a_monday_is_no_good_when_the_line_test_would_fall_on_sunday() -> None:
    found = propose(drawn(plan(conferences=[meets(line_test=TEST)])), "C1", limit=100)
    monday = next(one for one in found if day_of(one.start) == date(2024, 3, 18))
    assert monday.score < found[0].score
    assert any("thử đường truyền" in str(why) for why in monday.reasons)


def test_invitations_need_notice() -> None:
    known = drawn(plan(conferences=[meets()]))
    found = propose(known, "C1", now=at(2024, 3, 20), limit=100)
    assert min(days(found)) == date(2024, 3, 21)
    assert found[0].start >= at(2024, 3, 25, 0)


def test_what_hangs_on_it_needs_time_afterwards() -> None:
    tight = replace(TEACH, when=by(2024, 3, 29))
    found = propose(drawn(plan(tight, conferences=[meets()])), "C1", limit=100)
    late = next(one for one in found if day_of(one.start) == date(2024, 3, 28))
    assert day_of(found[0].start) < date(2024, 3, 20)
    assert late.score < found[0].score
    assert any("D3" in str(why) for why in late.reasons)


def test_a_chair_or_a_hall_that_is_taken_is_not_asked_for_twice() -> None:
    hall = Venue("P1", "Hội trường Tỉnh ủy", DISTRICTS, host="tinh", chair="Bí thư")
    mine = drawn(plan(conferences=[meets(venues=(hall,))]))
    other = Meeting(
        replace(meets("C9"), name="Hội nghị khác", venues=(hall,)),
        Window(),
        at(2024, 3, 7, 7, 30),
        at(2024, 3, 7, 11, 30),
    )
    found = propose(mine, "C1", others=[other], limit=100)
    assert at(2024, 3, 7, 7, 30) not in {one.start for one in found}
    assert at(2024, 3, 7, 13, 30) in {one.start for one in found}
    [clash] = taken(mine, "C1", others=[other])
    assert (clash.start, clash.other) == (at(2024, 3, 7, 7, 30), "Hội nghị khác")
    assert [str(why) for why in clash.why] == [
        "chủ trì: Bí thư",
        "hội trường: Hội trường Tỉnh ủy (tinh)",
        "đơn vị dự: h1, h2",
    ]


def test_four_half_days_take_two_days_and_start_in_the_morning() -> None:
    one = best(drawn(plan(conferences=[meets(when=within(2024, 3, sessions=4))])))
    assert local(one.start).time() == time(7, 30)
    assert day_of(one.end).toordinal() - day_of(one.start).toordinal() == 1
    assert local(one.end).time() == time(17)


def test_one_level_after_another_each_has_a_day_of_its_own() -> None:
    venues = (
        Venue("P1", "Tỉnh", Selector(level=Level.PROVINCE)),
        Venue("P2", "Huyện", DISTRICTS),
        Venue("P3", "Xã", Selector(level=Level.GRASSROOTS, under="tinh")),
    )
    found = in_turn(drawn(plan(conferences=[meets(venues=venues, relayed=False)])), "C1")
    assert [level for level, _ in found] == [Level.PROVINCE, Level.DISTRICT, Level.GRASSROOTS]
    starts = [one.start for _, one in found]
    assert starts == sorted(set(starts))


def test_a_fixed_conference_can_be_proposed_again_inside_its_first_window() -> None:
    known = plan(conferences=[meets()])
    held = drawn(known, fixed={"C1": fixed(at(2024, 3, 20), at(2024, 3, 20, 11))})
    assert len(set(days(propose(held, "C1", limit=100)))) > 20


def test_an_unknown_conference_is_refused() -> None:
    with pytest.raises(Refusal, match="C7"):
        propose(drawn(plan(conferences=[meets()])), "C7")


SEATED = meets(
    venues=(
        Venue("P1", "Tỉnh", Selector(level=Level.PROVINCE), host="tinh"),
        Venue("P2", "Huyện", DISTRICTS, exceptions=(("h2", "P1"),)),
    )
)


def test_a_unit_the_plan_names_sits_at_another_venue() -> None:
    seats = places(SEATED, tree(), "tinh")
    assert (seats["h1"], seats["h2"]) == ("P2", "P1")
    assert "h2" in attending(SEATED, "P1", tree(), "tinh")


def test_a_stated_hour_is_not_changed() -> None:
    when = within(2024, 3, start_time=time(14), sessions=1)
    assert {
        local(one.start).time() for one in propose(drawn(plan(conferences=[meets(when=when)])), "C1")
    } == {time(14)}


def test_a_conference_with_a_stated_day_has_that_one_only() -> None:
    known = drawn(plan(conferences=[meets(when=on(2022, 5, 18, 8, sessions=1))], issued=date(2022, 5, 10)))
    assert days(propose(known, "C1")) == [date(2022, 5, 18)]


def test_what_counts_back_from_it_does_not_stand_in_its_way() -> None:
    prepares = asks("P1", DESK, after("conference:C1", -2), K.PREPARE, conference="C1")
    found = propose(drawn(plan(prepares, conferences=[meets(after=("P1",))])), "C1", limit=100)
    assert not any("P1" in str(why) for one in found for why in one.reasons)
