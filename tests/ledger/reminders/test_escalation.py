"""The ladder: the unit, then one list to the unit above, then one to the desk; each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cascade.reports.obligation_states import ObligationState
from models.obligations import obligations
from services import grant
from tests.ledger.world import House, at, province, told


def occasions(house: House, **where: str) -> list[tuple[str, str, str]]:
    """What was said since the first notices."""
    rows = house.notices(**where)
    return [(row.unit, row.occasion, row.state) for row in rows if row.occasion != "issued"]


def test_a_unit_is_reminded_five_days_before_the_day_before_and_on_the_day(house: House) -> None:
    for day in (10, 16, 17):
        house.run(at(4, day))
    assert [row.rung for row in house.notices(unit="h1-x1")][1:] == ["T-5", "T-1", "T"]


def test_nothing_is_said_before_the_hour_has_come(house: House) -> None:
    assert house.run(at(4, 10, 7, 59)).queued == 0
    assert house.run(at(4, 10, 8)).queued == 4


def test_calling_the_ladder_twice_says_nothing_twice(house: House) -> None:
    assert house.run(at(4, 10)).queued == 4
    assert house.run(at(4, 10)).queued == 0
    assert house.run(at(4, 10, 9)).queued == 0


def test_the_unit_above_gets_one_list_of_its_late_units_and_the_desk_one_of_all(house: House) -> None:
    for day in (10, 16, 17, 20):
        house.run(at(4, day))
        house.send_all(at(4, day))
    house.submit("h1-x2", at(4, 21))
    house.run(at(4, 22))
    lists = {one.unit: told(one)["rows"] for one in house.send_all(at(4, 22)) if one.occasion == "escalation"}
    assert {unit: [row["unit"] for row in rows] for unit, rows in lists.items()} == {
        "h1": ["Đảng ủy xã 1.1"],
        "h2": ["Đảng ủy xã 2.1", "Đảng ủy xã 2.2"],
    }
    assert lists["h1"][0]["days_late"] == 5
    house.run(at(4, 24))
    desk = [one for one in house.send_all(at(4, 24)) if one.occasion == "escalation"]
    assert [one.unit for one in desk] == ["tinh-btg"]
    assert len(told(desk[0])["rows"]) == 3


def test_a_gathering_duty_opens_when_its_first_reminder_comes_even_if_those_below_are_late(
    house: House,
) -> None:
    for day in (10, 16):
        house.run(at(4, day))
    assert house.one("h1", at(4, 16)).state is ObligationState.WAITING
    assert house.run(at(4, 17)).opened == 2
    assert house.one("h1", at(4, 17)).state is ObligationState.OPEN
    assert [row.rung for row in house.notices("reminder", unit="h1")] == ["T-5"]


def test_a_duty_that_hangs_on_an_open_conference_is_not_reminded(house: House) -> None:
    house.run(at(5, 30))
    assert [row.occasion for row in house.notices(unit="tinh-vp")] == ["issued"]


@pytest.mark.parametrize(
    ("now", "rung"),
    [(at(4, 16, 20), "T-1"), (at(4, 17, 20), "T"), (at(4, 21, 20), "T+1")],
)
def test_after_silence_only_the_highest_rung_speaks_and_the_lower_ones_are_on_record(
    house: House, now: object, rung: str
) -> None:
    moment = at(4, 16, 20) if rung == "T-1" else at(4, 17, 20) if rung == "T" else at(4, 21, 20)
    done = house.run(moment)
    spoken = house.notices(unit="h1-x1", state="queued")
    silent = house.notices(unit="h1-x1", state="superseded")
    assert [row.rung for row in spoken] == [rung]
    lower = ["T-5", "T-1", "T", "T+1"][: ["T-5", "T-1", "T", "T+1"].index(rung)]
    assert [row.rung for row in silent] == lower
    assert done.superseded >= 4 * len(lower)


def test_a_reminder_that_comes_after_the_date_is_missed_and_not_said(house: House) -> None:
    done = house.run(at(4, 18, 9))  # the day after, before the first rung after the date
    assert done.missed == 4
    assert [row.rung for row in house.notices(unit="h1-x1", state="missed")] == ["T"]
    assert house.notices(unit="h1-x1", state="queued") == []


def test_after_three_weeks_of_silence_every_recipient_gets_one_notice(house: House) -> None:
    house.run(at(5, 8, 20))
    queued = [row for row in house.notices(state="queued")]
    assert len({row.unit for row in queued}) == len(queued)
    assert {row.unit: row.occasion for row in queued} == {
        "h1-x1": "overdue",
        "h1-x2": "overdue",
        "h2-x1": "overdue",
        "h2-x2": "overdue",
        "h1": "digest",  # its own late report, and the list of those below
        "h2": "digest",
        "tinh": "escalation",
        "tinh-btg": "digest",
    }
    [desk] = [one for one in house.claim(at(5, 8, 20)) if one.unit == "tinh-btg"]
    assert len(told(desk)["rows"]) == 7


def test_what_is_late_at_night_is_said_in_the_morning(house: House) -> None:
    house.run(at(4, 10, 23))
    assert house.claim(at(4, 10, 23, 30)) == []
    assert len(house.claim(at(4, 11, 6, 30))) == 4


def test_a_unit_that_says_it_is_on_it_is_left_alone_but_those_above_are_told(house: House) -> None:
    with house.ledger.begin() as session:
        row = house.one("h1-x1", at(4, 9), session=session)
        obligations.acknowledge(session, row.id, at(4, 23), at(4, 9), "h1-x1")
    for day in (10, 16, 17, 20, 22):
        house.run(at(4, day))
    own = house.notices(unit="h1-x1")[1:]
    assert {row.state for row in own} == {"superseded"}
    [above] = [row for row in house.notices("escalation", unit="h1")]
    assert above.state == "queued"


def test_a_branch_speaks_for_itself_and_leaves_the_desk_to_one_call_over_all(house: House) -> None:
    for day in (10, 16, 17, 20, 22):
        house.run(at(4, day))
    house.send_all(at(4, 22))
    assert house.run(at(4, 24), branch="h1").queued == 1  # h1's own report falls due that day
    assert house.run(at(4, 24), branch="h2").queued == 1
    assert house.notices("escalation", unit="tinh-btg") == []
    assert house.run(at(4, 24)).queued == 1
    [desk] = [one for one in house.send_all(at(4, 24)) if one.unit == "tinh-btg"]
    assert len(told(desk)["rows"]) == 4


def test_a_list_to_a_unit_inside_the_branch_leaves_with_the_branch(house: House) -> None:
    for day in (10, 16, 17, 20):
        house.run(at(4, day))
    assert house.run(at(4, 22), branch="h1").queued == 1
    assert [row.unit for row in house.notices("escalation")] == ["h1"]


def test_lists_for_one_recipient_from_two_calls_become_one_while_the_first_still_waits(
    issue: Callable[..., House],
) -> None:
    house = issue(tree=province(districts=3))
    for day in (10, 16, 17, 20):
        house.run(at(4, day))
    from models.plans import plans
    from models.reminders import climb, notice_lists

    with house.ledger.begin() as session:
        plan = plans.lock(session, house.plan_id)
        done = climb.climb(session, plan, at(4, 24), None)
        half = len(done) // 2
        notice_lists.queue(session, plan, done[:half], at(4, 24))
    with house.ledger.begin() as session:
        notice_lists.queue(session, plans.lock(session, house.plan_id), done[half:], at(4, 24))
    assert len(house.notices("escalation", unit="tinh-btg", state="queued")) == 1
    [desk] = [
        one for one in house.claim(at(4, 24)) if one.occasion == "escalation" and one.unit == "tinh-btg"
    ]
    assert len(told(desk)["rows"]) == 6


def test_an_exempt_unit_is_on_nobodys_list(house: House) -> None:
    with house.ledger.begin() as session:
        grant.exempt(session, "kh-1", "R1/grassroots", "h1-x1", "bão", by="ban", now=at(4, 9))
    for day in (10, 16, 17, 20, 22):
        house.run(at(4, day))
    [above] = [one for one in house.claim(at(4, 22)) if one.unit == "h1" and one.occasion == "escalation"]
    assert [row["unit"] for row in told(above)["rows"]] == ["Đảng ủy xã 1.2"]


def test_every_owed_duty_with_a_date_has_a_next_rung_until_the_ladder_ends(house: House) -> None:
    now = at(4, 1)
    while now < at(4, 24):
        house.run(now)
        with house.ledger.read() as session:
            rows = obligations.rows(session, house.plan_id, now=now)
        assert all(
            row.next_at is not None and row.next_at > now for row in rows if row.key == "R1/grassroots"
        )
        now += timedelta(hours=13)


def test_the_next_thing_to_say_is_known(house: House) -> None:
    with house.ledger.read() as session:
        assert obligations.next_due(session, house.plan_id) == at(4, 10)
        [due] = obligations.due_steps(session, at(4, 10))
    assert (due.duty, due.rung, due.obligations) == ("R1/grassroots", "T-5", 4)
