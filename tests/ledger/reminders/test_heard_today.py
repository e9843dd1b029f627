"""The board asks for one duty: each unit gets one letter, and on one day nobody hears the same twice."""

from __future__ import annotations

import pytest

from cascade.lang.refusal import Refusal
from cascade.notices.reasons import Reason
from models.obligations import obligations
from services.answers import remind_now
from tests.ledger.world import House, at

GRASSROOTS = "R1/grassroots"
"""Due on 17 April; the sweep calls T at eight and T+1 on the next working day."""
BY = "Thường trực"


def ask(house: House, now: object, unit: str = "", duty: str = GRASSROOTS) -> remind_now.RemindedNow:
    with house.ledger.begin() as session:
        return remind_now.ask_now(session, "kh-1", duty, unit, now, BY)  # type: ignore[arg-type]


def heard(house: House, unit: str) -> list[tuple[str, str, str]]:
    rows = house.notices(unit=unit)
    return [(row.rung.partition(":")[0], row.occasion, row.state) for row in rows if row.occasion != "issued"]


def units(rows: object) -> list[str]:
    return [row.unit for row in rows]  # type: ignore[attr-defined]


def test_one_letter_goes_to_each_unit_that_is_overdue_with_that_duty_and_to_nobody_else(house: House) -> None:
    now = at(4, 18, 10)
    house.submit("h1-x2", at(4, 17, 9))
    done = ask(house, now)
    assert sorted(units(done.asked)) == ["h1-x1", "h2-x1", "h2-x2"]
    assert [one for one in heard(house, "h1-x1") if one[0] == "asked"] == [("asked", "overdue", "queued")]
    assert [occasion for _, occasion, _ in heard(house, "h1")] == ["awaiting"]  # of the report that came
    assert "asked" not in str(heard(house, "h1-x2"))


def test_one_unit_is_asked_before_its_day_too_and_hears_only_of_that_duty(house: House) -> None:
    done = ask(house, at(4, 6, 10), "h1-x1")
    assert units(done.asked) == ["h1-x1"]
    assert heard(house, "h1-x1") == [("asked", "reminder", "queued")]
    assert heard(house, "h1-x2") == []


def test_what_the_sweep_has_just_said_is_not_said_again_that_day(house: House) -> None:
    house.run(at(4, 10))  # T-5, waiting or sent
    for sent in (False, True):
        if sent:
            house.send_all(at(4, 10, 8, 1))
        done = ask(house, at(4, 10, 9), "h1-x1")
        assert (units(done.asked), [row.unit for row, _ in done.heard]) == ([], ["h1-x1"])
    assert len(heard(house, "h1-x1")) == 1
    assert units(ask(house, at(4, 13, 9), "h1-x1").asked) == ["h1-x1"]


def test_the_sweep_does_not_repeat_what_the_board_has_just_asked_for(house: House) -> None:
    house.run(at(4, 17))
    house.send_all(at(4, 17, 8, 1))
    ask(house, at(4, 20, 7, 50), "h1-x1")
    house.send_all(at(4, 20, 7, 55))
    before = len(heard(house, "h1-x1"))
    house.run(at(4, 20))
    told = [row for row in house.notices(unit="h1-x1")[before:] if row.occasion == "overdue"]
    fresh = [(row.state, row.reason) for row in told if not row.rung.startswith("asked:")]
    assert fresh == [("superseded", Reason.ASKED_TODAY.why())]
    other = [one for one in heard(house, "h1-x2") if one[1] == "overdue"]
    assert [state for _, _, state in other] == ["queued"]


def test_a_letter_that_waits_for_the_morning_is_not_joined_by_the_mornings_rung(house: House) -> None:
    house.run(at(4, 17))
    house.send_all(at(4, 17, 8, 1))
    ask(house, at(4, 19, 22), "h1-x1")
    house.run(at(4, 20))
    waiting = [one for one in heard(house, "h1-x1") if one[2] == "queued"]
    assert waiting == [("asked", "overdue", "queued")]


def test_a_reminder_of_the_board_does_not_keep_the_sweep_from_saying_that_it_is_overdue(house: House) -> None:
    done = ask(house, at(4, 17, 23), "h1-x1")  # too late to leave, and by the morning no longer true
    assert units(done.asked) == ["h1-x1"]
    house.run(at(4, 20))
    house.send_all(at(4, 20, 8, 1))
    assert [one[1:] for one in heard(house, "h1-x1") if one[2] == "sent"] == [("overdue", "sent")]


def test_asked_twice_a_unit_gets_one_letter(house: House) -> None:
    ask(house, at(4, 18, 10))
    again = ask(house, at(4, 18, 16))
    assert (units(again.asked), len(again.heard)) == ([], 4)
    assert len(heard(house, "h1-x1")) == 1


def test_who_has_said_to_be_at_work_gets_no_letter_that_would_only_be_dropped(house: House) -> None:
    with house.ledger.begin() as session:
        (row,) = [one for one in obligations.rows(session, house.plan_id, now=at(4, 8), unit="h1-x1")]
        obligations.acknowledge(session, row.id, at(4, 14), now=at(4, 8), by="h1-x1")
    done = ask(house, at(4, 9), "h1-x1")
    assert (units(done.asked), [row.unit for row, _ in done.at_work]) == ([], ["h1-x1"])


def test_whoever_owes_nothing_is_not_asked(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    with pytest.raises(Refusal, match="không còn nợ báo cáo"):
        ask(house, at(4, 10, 9), "h1-x1")
    with pytest.raises(Refusal, match="không có nhiệm vụ “D99”"):
        ask(house, at(4, 10, 9), duty="D99")
