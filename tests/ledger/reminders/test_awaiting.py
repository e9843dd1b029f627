"""A report that waits is told to whoever decides: few at once, many in one list; what rests is said again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from cascade.calendar.workdays import WorkCalendar
from cascade.reminders import awaiting
from models.obligations import deciding
from models.obligations.below import subordinates
from notifications.wording.words import render
from tests.ledger.world import House, at, province, told


def accepted(house: House, unit: str, moment: Any, duty: str | None = None) -> None:
    with house.ledger.begin() as session:
        deciding.accept(session, house.one(unit, moment, duty, session).id, now=moment, by="x")


def sent_to(house: House, unit: str, moment: Any) -> list[dict[str, Any]]:
    """The facts of what leaves to a unit about reports that wait."""
    return [told(one) for one in house.send_all(moment) if one.unit == unit and one.occasion == "awaiting"]


def test_who_decides_is_the_unit_above_and_below_the_top_the_office_that_follows_the_plan() -> None:
    assert awaiting.decider("x", "h1", "tinh", "btg") == "h1"
    assert awaiting.decider("h1", "tinh", "tinh", "btg") == "btg"
    assert awaiting.decider("btg", "tinh", "tinh", "btg") == "tinh"
    assert awaiting.decider("tinh", None, "tinh", "btg") == "btg"
    assert awaiting.decider("tinh", None, "tinh", "tinh") is None


def test_the_first_reports_are_told_at_once_to_the_unit_above(house: House) -> None:
    house.submit("h1-x1", at(4, 1))
    (facts,) = sent_to(house, "h1", at(4, 1))
    letter = render("awaiting", facts)
    assert letter.subject.startswith("Báo cáo chờ tiếp nhận: Đảng ủy xã 1.1, ")
    assert "đang chờ Huyện ủy 1 tiếp nhận" in letter.text
    assert "waits for" in render("awaiting", facts, lang="en").text
    # A correction before anybody has looked is no second letter.
    house.submit("h1-x1", at(4, 1, 9), key="again")
    assert sent_to(house, "h1", at(4, 1, 9)) == []


def test_after_a_few_a_day_the_others_stand_in_one_list_on_the_next_working_morning(
    issue: Callable[..., House],
) -> None:
    house = issue(tree=province(1, 8))
    for number in range(1, 9):
        house.submit(f"h1-x{number}", at(4, 3, 9))  # a Friday
    assert len(sent_to(house, "h1", at(4, 3, 9))) == awaiting.AT_ONCE
    assert sent_to(house, "h1", at(4, 5, 9)) == []
    (facts,) = sent_to(house, "h1", at(4, 6, 8, 1))
    assert facts["count"] == 5
    words = render("awaiting", facts)
    assert words.subject == "5 báo cáo chờ tiếp nhận"
    assert "Đảng ủy xã 1.8" in words.text
    assert "gửi ngày 03/4/2026, đã chờ 3 ngày" in words.text
    with house.ledger.read() as session:
        assert subordinates.counts(session, "h1", at(4, 6))[2] == 8
        assert len(subordinates.queue(session, house.plan_id, at(4, 6), 100)) == 8
        assert subordinates.queued(session, house.plan_id) == 8


def test_what_was_decided_before_the_list_leaves_is_not_on_it(issue: Callable[..., House]) -> None:
    house = issue(tree=province(1, 5))
    for number in range(1, 6):
        house.submit(f"h1-x{number}", at(4, 1, 9))
    accepted(house, "h1-x4", at(4, 1, 10))
    house.send_all(at(4, 1, 10))
    (facts,) = sent_to(house, "h1", at(4, 2, 8, 1))
    assert [row["unit"] for row in facts["rows"]] == ["Đảng ủy xã 1.5"]
    assert "Đảng ủy xã 1.5" in render("awaiting", facts).subject
    accepted(house, "h1-x1", at(4, 1, 11))


def test_a_letter_about_a_report_that_has_been_decided_meanwhile_is_not_sent(house: House) -> None:
    house.submit("h1-x1", at(4, 1, 9))
    accepted(house, "h1-x1", at(4, 1, 9))
    assert sent_to(house, "h1", at(4, 1, 9)) == []
    (notice,) = house.notices("awaiting")
    assert (notice.state, notice.reason) == ("superseded", "báo cáo đã được tiếp nhận hoặc trả lại")


def test_what_rests_is_said_again_after_three_working_days_and_after_five_to_the_office(house: House) -> None:
    house.submit("h1-x1", at(4, 1, 9))  # a Wednesday
    house.send_all(at(4, 1, 9))
    house.run(at(4, 3, 8))
    assert sent_to(house, "h1", at(4, 3, 8, 5)) == []
    house.run(at(4, 6, 7, 35))
    (facts,) = sent_to(house, "h1", at(4, 6, 8))
    assert facts["rows"][0]["days_waiting"] == 5
    house.run(at(4, 8, 7, 35))
    (facts,) = sent_to(house, "tinh-btg", at(4, 8, 8))
    assert facts["rows"][0]["unit"] == "Đảng ủy xã 1.1"
    house.run(at(4, 20, 8))
    assert not [one for one in house.notices("awaiting", state="queued")]


def test_a_correction_does_not_spare_whoever_decides_the_next_word(house: House) -> None:
    house.submit("h1-x1", at(4, 1, 9))
    sent_to(house, "h1", at(4, 1, 9))
    house.submit("h1-x1", at(4, 2, 9), key="again")
    house.run(at(4, 6, 7, 35))
    assert len(sent_to(house, "h1", at(4, 6, 8))) == 1


def test_a_decision_ends_the_pressing_and_the_days_of_the_duty_itself_stay_silent(house: House) -> None:
    house.submit("h1-x1", at(4, 1, 9))
    house.send_all(at(4, 1, 9))
    accepted(house, "h1-x1", at(4, 2, 9))
    for day in (6, 8, 22, 24):
        house.run(at(4, day, 8))
    assert [one.unit for one in house.notices("awaiting")] == ["h1"]
    assert house.one("h1-x1", at(4, 24)).next_at is None


def test_of_a_district_the_office_of_the_plan_decides_and_its_page_counts_what_its_letters_name(
    house: House,
) -> None:
    house.submit("h1", at(4, 1, 9), "R1")
    (facts,) = sent_to(house, "tinh-btg", at(4, 1, 9))
    assert facts["unit"] == "Huyện ủy 1"
    with house.ledger.read() as session:
        assert [row.unit for row in subordinates.waiting(session, "tinh-btg", at(4, 1), 10)] == ["h1"]
        assert [row.unit for row in subordinates.waiting(session, "tinh", at(4, 1), 10)] == ["h1"]
        (one,) = subordinates.queue(session, house.plan_id, at(4, 1), 10)
    assert (one.row.unit, one.decider, one.decider_name) == ("h1", "tinh-btg", "Ban Tuyên giáo")


def test_the_office_sees_on_its_page_the_late_units_that_its_list_names(house: House) -> None:
    moment = at(5, 8, 8)
    house.run(moment)
    with house.ledger.read() as session:
        seen = {row.id for row in subordinates.late(session, "tinh-btg", moment, 1_000)}
        every, late, _ = subordinates.counts(session, "tinh-btg", moment)
    listed = [one for one in house.claim(moment) if one.unit == "tinh-btg" and told(one).get("rows")]
    named = {row["unit"] for one in listed for row in told(one)["rows"]}
    assert named
    assert late == len(seen)
    assert every >= late
    with house.ledger.read() as session:
        rows = {row.unit_name for row in subordinates.late(session, "tinh-btg", moment, 1_000)}
    assert named - {"Ban Tuyên giáo"} <= rows


def test_the_rungs_of_what_waits_are_working_days() -> None:
    steps = awaiting.steps(at(4, 24, 9), WorkCalendar())
    # A weekend, the Monday off in lieu, and 30 April with 1 May lie between.
    assert [step.at for step in steps] == [at(5, 4, 7, 30), at(5, 6, 7, 30)]
    assert awaiting.morning(at(4, 24, 9), WorkCalendar()) == at(4, 28, 8)
    assert awaiting.of_the_day(date(2026, 4, 28)) == "awaiting@2026-04-28"
