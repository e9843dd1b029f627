"""Who has answered about a conference is not asked again; who holds it hears what is missing, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from cascade.conferences.answer_kinds import AnswerKind, InvitationReply, LineTest, Turnout
from cascade.lang.refusal import Refusal
from cascade.plan.model import Plan, When, WhenKind
from models.changes import amendments, conference_day
from models.conferences import answers, meetings, seats, standings
from notifications.wording.words import render
from services.conferences import conference_acts, conference_answers
from services.conferences.conference_answers import Answer
from tasks.steps.schedule_conference import remind
from tests.ledger.world import House, a_plan, at, compiled, told

DAY = (at(4, 22, 7, 30), at(4, 22, 11, 30))
"""A Wednesday: asked again on Monday, the desk hears on Tuesday."""
COMES, DECLINES = InvitationReply(True), InvitationReply(False, "bận")
KINDS = {InvitationReply: AnswerKind.REPLY, LineTest: AnswerKind.LINE_TEST, Turnout: AnswerKind.ATTENDANCE}


@pytest.fixture
def invited(house: House) -> House:
    with house.ledger.begin() as session:
        conference_day.fix(session, "kh-1", "C1", *DAY, now=at(4, 1), by="văn phòng")
    house.send_all(at(4, 1))
    return house


def in_one_hall() -> Plan:
    """The districts sit in the hall of the first of them."""
    plan = a_plan()
    [conference] = plan.conferences
    hall = replace(conference.venues[1], host="h1")
    return replace(plan, conferences=(replace(conference, venues=(conference.venues[0], hall)),))


def say(house: House, unit: str, said: Answer, now: datetime) -> None:
    with house.ledger.begin() as session:
        number = meetings.of_plan(session, house.plan_id, "C1").id
        seat = conference_answers.take_seat(session, number, unit, KINDS[type(said)], now)
        conference_answers.give(session, seat, said, now=now, by=unit)


def sweep(house: House, now: datetime) -> None:
    with house.ledger.begin() as session:
        [meeting] = conference_day.listed(session, house.plan_id)
        remind(session, meeting, now)


def heard(house: House, occasion: str) -> list[str]:
    return sorted(one.unit for one in house.notices(occasion) if one.state != "superseded")


def test_the_silent_are_asked_again_two_working_days_before_and_once(invited: House) -> None:
    say(invited, "h1", COMES, at(4, 2))
    say(invited, "tinh-btg", DECLINES, at(4, 2))
    sweep(invited, at(4, 20, 7, 59))
    assert heard(invited, "confirm") == []
    for minute in (0, 5):
        sweep(invited, at(4, 20, 8, minute))
    assert heard(invited, "confirm") == ["h2"]
    letter = render("confirm", told(invited.send_all(at(4, 20, 8, 6))[-1]))
    assert "07 giờ 30" in letter.subject
    assert f"/hoi-nghi/{meeting_number(invited)}" in letter.text


def meeting_number(house: House) -> int:
    with house.ledger.read() as session:
        return meetings.of_plan(session, house.plan_id, "C1").id


def test_who_answers_while_the_question_waits_is_not_asked(invited: House) -> None:
    sweep(invited, at(4, 20))
    say(invited, "h2", COMES, at(4, 20, 8, 1))
    sent = [one.unit for one in invited.send_all(at(4, 20, 8, 2)) if one.occasion == "confirm"]
    assert sent == ["h1", "tinh-btg"]


def test_an_answer_to_another_day_does_not_count(invited: House) -> None:
    say(invited, "h1", COMES, at(4, 2))
    with invited.ledger.begin() as session:
        conference_day.fix(session, "kh-1", "C1", at(4, 23), at(4, 23, 11), now=at(4, 3), by="văn phòng")
    sweep(invited, at(4, 21))
    assert heard(invited, "confirm") == ["h1", "h2", "tinh-btg"]


def test_whoever_was_invited_since_is_given_time(invited: House) -> None:
    with invited.ledger.begin() as session:
        conference_day.fix(session, "kh-1", "C1", at(4, 23), at(4, 23, 11), now=at(4, 22, 9), by="văn phòng")
    sweep(invited, at(4, 22, 10))
    assert heard(invited, "confirm") == []
    assert heard(invited, "unconfirmed") == []


def test_desk_and_host_hear_the_day_before_which_halls_nobody_confirmed(invited: House) -> None:
    say(invited, "h1", COMES, at(4, 2))
    sweep(invited, at(4, 21, 7, 59))
    assert heard(invited, "unconfirmed") == []
    for minute in (0, 5):
        sweep(invited, at(4, 21, 8, minute))
    assert heard(invited, "unconfirmed") == ["tinh", "tinh-btg"]
    sent = invited.send_all(at(4, 21, 8, 6))
    facts = told(next(one for one in sent if (one.occasion, one.unit) == ("unconfirmed", "tinh-btg")))
    letter = render("unconfirmed", facts)
    assert letter.subject.startswith("2 điểm cầu")
    assert "1. Hội trường Tỉnh ủy (Tỉnh ủy)" in letter.text
    assert "2. Hội trường huyện (Huyện ủy 2)" in letter.text
    assert "Huyện ủy 1" not in letter.text


def test_nobody_is_troubled_when_every_hall_has_somebody(invited: House) -> None:
    for unit in ("h1", "h2", "tinh-btg"):
        say(invited, unit, COMES if unit != "h2" else DECLINES, at(4, 2))
    sweep(invited, at(4, 21))
    assert heard(invited, "unconfirmed") == []


def test_a_faulty_line_is_told_at_once_and_once(invited: House) -> None:
    now = at(4, 21, 15, 20)
    for note in ("Mất tiếng", "Mất tiếng, mất hình"):
        say(invited, "h2", LineTest(False, note, "Anh Tư", "84987654321"), now)
    say(invited, "h1", LineTest(True), now)
    assert heard(invited, "line_fault") == ["tinh", "tinh-btg"]
    sent = [one for one in invited.send_all(now) if one.occasion == "line_fault"]
    letter = render("line_fault", told(sent[0]))
    assert "Huyện ủy 2" in letter.subject
    assert "Lỗi: Mất tiếng\n" in letter.text
    assert "Anh Tư, 0987 654 321" in letter.text


def test_who_has_said_how_many_came_is_not_asked_for_it(invited: House) -> None:
    say(invited, "h1", Turnout(20, 18, 1), at(4, 22, 9))
    sweep(invited, DAY[1])
    assert heard(invited, "attendance") == ["h2", "tinh-btg"]
    say(invited, "h2", Turnout(20, 18, 1), at(4, 22, 11, 31))
    sent = [one.unit for one in invited.send_all(at(4, 22, 11, 32)) if one.occasion == "attendance"]
    assert sent == ["tinh-btg"]


def test_an_answer_that_is_not_asked_for_now_is_refused(invited: House) -> None:
    for unit, said, now, why in (
        ("h1", COMES, DAY[0], "đã khai mạc"),
        ("h1", Turnout(2, 2), at(4, 2), "chưa khai mạc"),
        ("h1", Turnout(2, 3), DAY[1], "lớn hơn"),
        ("h1", LineTest(True), at(4, 2), "chưa đến ngày"),
        ("h1-x1", COMES, at(4, 2), "không được mời"),
    ):
        with pytest.raises(Refusal, match=why):
            say(invited, unit, said, now)
    with invited.ledger.begin() as session:
        conference_day.cancel(session, "kh-1", "C1", why="bão", now=at(4, 3), by="văn phòng")
    with pytest.raises(Refusal, match="đã hủy"):
        say(invited, "h1", COMES, at(4, 4))


def test_a_ledger_that_did_not_keep_who_is_invited_learns_it_in_the_next_run(invited: House) -> None:
    number = meeting_number(invited)
    with invited.ledger.begin() as session:
        seats.forget(session, number)
    with pytest.raises(Refusal, match="không được mời"):
        say(invited, "h1", COMES, at(4, 2))
    sweep(invited, at(4, 2))
    say(invited, "h1", COMES, at(4, 2))


def test_a_conference_that_leaves_the_plan_takes_its_answers_along_and_the_invited_hear_of_it(
    invited: House,
) -> None:
    say(invited, "h1", COMES, at(4, 2))
    paper = a_plan()
    without = replace(paper, conferences=(), requirements=paper.requirements[:2])
    drawn = compiled(without)
    with invited.ledger.begin() as session:
        amendments.apply(session, "kh-1", drawn, now=at(4, 3), by="văn thư", why="thôi họp")
        assert conference_day.listed(session, invited.plan_id) == []
    assert heard(invited, "invitation_cancelled") == ["h1", "h2", "tinh-btg"]


def test_the_desk_enters_who_came_to_a_conference_that_nobody_was_invited_to_by_us(
    issue: Callable[..., House],
) -> None:
    [conference] = a_plan().conferences
    stated = replace(conference, when=When(WhenKind.FIXED, day=date(2026, 4, 22), start_time=time(8)))
    house = issue(a_plan(conferences=(stated,)))
    with house.ledger.begin() as session:
        conference_acts.attend(session, "kh-1", "C1", "h1", "P2", 9, 10, now=at(4, 22, 14), by="văn phòng")
    with house.ledger.read() as session:
        [came] = conference_day.attendance(session, house.plan_id, "C1")
    assert (came.unit, came.venue, came.present, came.expected) == ("h1", "P2", 9, 10)


def test_only_whoever_runs_a_hall_is_asked_to_test_its_line(issue: Callable[..., House]) -> None:
    house = issue(in_one_hall())
    with house.ledger.begin() as session:
        conference_day.fix(session, "kh-1", "C1", *DAY, now=at(4, 1), by="văn phòng")
        conference_day.notify(session, house.plan_id, "C1", "line_test", at(4, 21))
    # The hall of the province is run by who is not invited: its guest tests the line as before.
    assert heard(house, "line_test") == ["h1", "tinh-btg"]
    say(house, "h1", LineTest(True), at(4, 21, 15))
    with house.ledger.read() as session:
        counts = standings.total(session, meetings.of_plan(session, house.plan_id, "C1"))
    assert (counts.invited, counts.to_test, counts.tested) == (3, 2, 1)


def test_a_guest_of_a_hall_has_no_line_to_test(issue: Callable[..., House]) -> None:
    house, tested = issue(in_one_hall()), {}
    with house.ledger.begin() as session:
        conference_day.fix(session, "kh-1", "C1", *DAY, now=at(4, 1), by="văn phòng")
    with house.ledger.read() as session:
        meeting = meetings.of_plan(session, house.plan_id, "C1")
        for unit in ("h1", "h2", "tinh-btg"):
            seat = answers.of_unit(session, meeting, unit)
            acts = conference_answers.acts_of(session, meeting, seat, at(4, 21, 9))
            tested[unit] = AnswerKind.LINE_TEST in acts
    assert tested == {"h1": True, "h2": False, "tinh-btg": True}


@pytest.mark.parametrize("occasion", ["line_test", "attendance"])
def test_who_does_not_come_is_asked_nothing_more(invited: House, occasion: str) -> None:
    say(invited, "h1", DECLINES, at(4, 2))
    with invited.ledger.begin() as session:
        conference_day.notify(session, invited.plan_id, "C1", occasion, at(4, 22, 12))
    assert heard(invited, occasion) == ["h2", "tinh-btg"]


def test_a_question_that_waits_falls_away_when_somebody_declines(invited: House) -> None:
    with invited.ledger.begin() as session:
        conference_day.notify(session, invited.plan_id, "C1", "line_test", at(4, 21, 7))
    say(invited, "h1", DECLINES, at(4, 21, 7, 30))
    invited.send_all(at(4, 21, 9))
    assert heard(invited, "line_test") == ["h2", "tinh-btg"]


def test_a_line_that_was_tested_is_not_asked_about(invited: House) -> None:
    say(invited, "h1", LineTest(True), at(4, 21, 7))
    with invited.ledger.begin() as session:
        conference_day.notify(session, invited.plan_id, "C1", "line_test", at(4, 21, 8))
    assert heard(invited, "line_test") == ["h2", "tinh-btg"]
