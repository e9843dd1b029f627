"""A conference that one level holds after another: each level has its own day, and its duties follow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cascade.changes.plan_diff import diff
from cascade.conferences import clashes, seating
from cascade.conferences.proposals import find, in_turn
from cascade.lang.refusal import Refusal
from cascade.org.tree import Level, Selector
from cascade.plan.level_sittings import sittings, whole
from cascade.plan.model import ActionKind, Conference, Plan, Topic, Venue, When
from cascade.result.obligation import Cascade
from tests.unit.cascade.making import (
    COMMUNES,
    DISTRICTS,
    after,
    asks,
    at,
    drawn,
    due,
    duty,
    fixed,
    meets,
    on,
    plan,
    tree,
    within,
)

HALLS = (
    Venue("P1", "Tỉnh", Selector(level=Level.PROVINCE), host="tinh"),
    Venue("P2", "Huyện", DISTRICTS),
    Venue("P3", "Xã", COMMUNES),
)
TOP, DISTRICT, BASE = "C1", "C1/district", "C1/grassroots"


def turns(when: When | None = None, **more: object) -> Conference:
    return meets("C1", when, venues=HALLS, relayed=False, **more)


def hangs_on_it() -> Plan:
    everybody = Selector(under="tinh")
    return plan(
        asks("D1", everybody, after("conference:C1", 3), depends_on=("C1",), conference="C1"),
        asks("D2", DISTRICTS, after("conference:C1", 2), down_to=Level.GRASSROOTS),
        asks("D3", COMMUNES, after("requirement:D1", 1), kind=ActionKind.TEACH),
        conferences=[turns()],
    )


def each_fixed(*levels: tuple[str, int]) -> Cascade:
    days = {name: fixed(at(2024, 3, day), at(2024, 3, day, 11)) for name, day in levels}
    return drawn(hangs_on_it(), fixed=days)


THREE = ((TOP, 12), (DISTRICT, 19), (BASE, 26))


def test_a_sitting_for_each_level_that_sits_with_its_own_halls() -> None:
    found = sittings(turns(), tree(), "tinh")
    assert [(one.id, one.level, [hall.id for hall in one.venues]) for one in found] == [
        (TOP, Level.PROVINCE, ["P1"]),
        (DISTRICT, Level.DISTRICT, ["P2"]),
        (BASE, Level.GRASSROOTS, ["P3"]),
    ]
    assert [one.after for one in found] == [(), (TOP,), (DISTRICT,)]
    assert {whole(one.id) for one in found} == {"C1"}


def test_what_sits_at_once_or_on_one_level_alone_is_left_as_it_is() -> None:
    for one in (meets(venues=HALLS), meets(relayed=False)):
        assert sittings(one, tree(), "tinh") == (one,)


def test_a_hall_for_several_levels_is_used_by_each_on_its_own_day() -> None:
    hall = Venue("P1", "Hội trường", Selector(under="tinh"))
    for one in sittings(meets(venues=(hall,), relayed=False), tree(), "tinh"):
        seats = seating.places(one, tree(), "tinh")
        assert seats
        assert {tree().unit(code).level for code in seats} == {one.level}


def test_a_guest_sits_with_the_hall_it_is_sent_to() -> None:
    halls = (HALLS[0], replace(HALLS[1], exceptions=(("h2", "P1"),)), HALLS[2])
    top, district, _ = sittings(meets(venues=halls, relayed=False), tree(), "tinh")
    assert seating.places(top, tree(), "tinh")["h2"] == "P1"
    assert set(seating.places(district, tree(), "tinh")) == {"h1"}


def test_speakers_and_the_backdrop_are_those_of_the_first_day() -> None:
    agenda = (Topic("Chuyên đề", speaker="Trưởng ban", speaker_unit="tinh-btg"),)
    top, district, _ = sittings(turns(agenda=agenda, backdrop_date=date(2024, 3, 12)), tree(), "tinh")
    assert (top.agenda, top.backdrop_date, top.host) == (agenda, date(2024, 3, 12), "tinh")
    assert (district.agenda, district.backdrop_date, district.host) == ((Topic("Chuyên đề"),), None, None)


def test_what_hangs_on_it_follows_the_day_of_its_own_level() -> None:
    known = each_fixed(*THREE)
    days = {key: due(known, key) for key in ("D1", "D1/district", "D1/grassroots")}
    assert days == {
        "D1": date(2024, 3, 15),
        "D1/district": date(2024, 3, 22),
        "D1/grassroots": date(2024, 3, 29),
    }
    assert (due(known, "D2"), due(known, "D2/grassroots")) == (date(2024, 3, 21), date(2024, 3, 28))
    assert due(known, "D3") == date(2024, 4, 1)
    assert duty(known, "D1/district").conference == DISTRICT
    assert duty(known, "D1/grassroots").depends_on == (BASE,)


def test_only_the_level_that_has_a_day_is_pressed() -> None:
    known = each_fixed((TOP, 12))
    hanging = {one.key for one in known.duties if one.hangs}
    assert hanging == {"D1/district", "D1/grassroots", "D2", "D2/grassroots", "D3"}
    assert duty(known, "D1").steps
    assert not duty(known, "D1/district").steps


def test_moving_one_level_moves_only_what_hangs_on_it() -> None:
    moved = dict(THREE) | {DISTRICT: 20}
    change = diff(each_fixed(*THREE), each_fixed(*moved.items()))
    assert {one.after.duty.key for one in change.moved_later} == {"D1/district", "D2"}
    assert [one.id for one in change.meetings] == [DISTRICT]


def test_calling_one_level_off_drops_only_what_served_it() -> None:
    days = {name: fixed(at(2024, 3, day), at(2024, 3, day, 11)) for name, day in THREE}
    days[BASE] = replace(days[BASE], cancelled=True)
    before, off = each_fixed(*THREE), drawn(hangs_on_it(), fixed=days)
    assert {one.duty.key for one in diff(before, off).withdrawn} == {"D1/grassroots", "D2/grassroots"}
    assert duty(off, "D2").collects == ()


def test_the_next_level_sits_after_the_one_above_has_sat() -> None:
    known = each_fixed((TOP, 12))
    assert find(known, DISTRICT).window.earliest == date(2024, 3, 13)
    levels = [level for level, _ in in_turn(known, "C1")]
    assert levels == [Level.DISTRICT, Level.GRASSROOTS]
    assert min(one.start for _, one in in_turn(known, "C1")) > at(2024, 3, 12, 11)


def test_one_day_that_the_paper_states_is_every_levels_day_and_no_clash() -> None:
    known = drawn(plan(conferences=[turns(when=on(2024, 3, 20, 8, sessions=1), chair="Bí thư")]))
    assert {one.start for one in known.meetings} == {at(2024, 3, 20, 8)}
    top, district, _ = known.meetings
    assert clashes.reasons(top, district, known.tree, "tinh") == ()


def test_where_all_sit_at_once_no_level_has_a_turn() -> None:
    with pytest.raises(Refusal, match="cùng lúc"):
        in_turn(drawn(plan(conferences=[meets(venues=HALLS)])), "C1")


def test_another_conference_waits_for_the_sitting_of_its_own_level() -> None:
    later = meets("C2", within(2024, 3), after=("C1",), level=Level.DISTRICT, relayed=False)
    last = meets("C3", within(2024, 3), after=("C1",))
    days = {name: fixed(at(2024, 3, day), at(2024, 3, day, 11)) for name, day in THREE}
    known = drawn(plan(conferences=[turns(), later, last]), fixed=days)
    assert find(known, "C2").window.earliest == date(2024, 3, 20)
    assert find(known, "C3").window.earliest == date(2024, 3, 27)
