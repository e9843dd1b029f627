"""A unit asks for more time or says that a duty is not its own; whoever stands above answers in one press."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Occasion
from models import outbox
from models.database import audit
from models.plans import asks
from models.tables import NoticeRow
from models.views.ask_views import Ask
from models.views.notice_views import Claimed
from notifications.wording import words
from portal.duty.asking import ask_form
from services import grant
from services.answers.asking import ask_decisions, unit_asks
from services.issuing import close_plan
from tests.portal.conftest import Office, Submit, Visitor
from tests.portal.province import GOOD, LATE, NOON

UNIT, ABOVE, DUTY = "an-phuoc", "long-thanh", "D6/grassroots"
DESK = "btg"
WHY = "Xã đang khắc phục hậu quả mưa lũ."


def ask(client: Visitor, office: Office, duty: str = DUTY, unit: str = UNIT, **typed: str) -> str:
    """Ask for more time; where the browser is led."""
    link = office.link(duty, unit)
    typed = {"until": "10/5/2024", "reason": WHY} | typed
    sent = client.post(f"{link}/de-nghi/gia-han", data=typed)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def propose(client: Visitor, office: Office, to: str, unit: str = UNIT) -> None:
    link = office.link("P1", unit)
    sent = client.post(f"{link}/de-nghi/don-vi-khac", data={"to": to, "reason": "việc của xã bên"})
    assert sent.status_code == 303, sent.text


def asked(office: Office, duty: str = DUTY, unit: str = UNIT) -> Ask:
    """The last question about a duty."""
    number = office.obligation(duty, unit).id
    with office.ledger.read() as session:
        return asks.of_duty(session, number, NOON)[0]


def letters(office: Office, *occasions: Occasion) -> list[Claimed]:
    with office.ledger.begin() as session:
        found = outbox.claim(session, NOON, "w", 1000)
        return [one for one in outbox.recheck(session, found, NOON) if one.occasion in occasions]


def answer(
    client: Visitor,
    office: Office,
    duty: str = DUTY,
    unit: str = UNIT,
    *,
    who: str = ABOVE,
    **typed: str,
) -> int:
    one = asked(office, duty, unit)
    path = f"/d/{office.list_token(who)}/truc-thuoc/{one.obligation_id}/de-nghi/{one.id}"
    return client.post(path, data=typed).status_code


def test_more_time_is_asked_for_told_above_and_granted_in_one_press(client: Visitor, office: Office) -> None:
    page = client.get(office.link(DUTY, UNIT)).text
    questions = next(one for one in re.findall(r'href="([^"]*)"', page) if one.endswith("/de-nghi"))
    assert "Gửi đề nghị gia hạn" in client.get(questions).text
    ask(client, office)
    assert office.obligation(DUTY, UNIT).extended_until is None
    assert "đang chờ trả lời" in client.get(office.link(DUTY, UNIT)).text
    [told] = letters(office, Occasion.EXTENSION_ASKED)
    assert (told.unit, told.facts["of_unit"], told.facts["reason"]) == (ABOVE, "Đảng ủy xã An Phước", WHY)
    below = client.get(f"/d/{office.list_token(ABOVE)}/truc-thuoc").text
    assert "Xin gia hạn đến 10/5/2024" in below
    opened = urlsplit(str(told.facts["link"])).path
    assert WHY in client.get(opened).text
    sent = client.post(opened, data={"verdict": "yes"})
    assert sent.status_code == 303, sent.text
    assert office.obligation(DUTY, UNIT).extended_until == datetime(2024, 5, 10, 16, 59, tzinfo=UTC)
    [granted] = letters(office, Occasion.EXTENDED)
    assert (granted.unit, granted.facts["reason"]) == (UNIT, WHY)
    assert granted.facts["sender"] == "Huyện ủy Long Thành"
    assert "đã đồng ý" in client.get(sent.headers["location"]).text
    assert "Xin gia hạn" not in client.get(f"/d/{office.list_token(ABOVE)}/truc-thuoc").text
    with office.ledger.read() as session:
        acts = [one.act for one in audit.trail(session, unit=UNIT, limit=3)]
    assert acts == ["ask_granted", "extension", "ask_later"]


def test_what_is_declined_is_told_with_the_reason_and_changes_nothing(
    client: Visitor, office: Office
) -> None:
    before = office.obligation(DUTY, UNIT).due_at
    ask(client, office)
    assert answer(client, office, verdict="no", reason="") == 422
    assert answer(client, office, verdict="no", reason="Tỉnh cần số liệu trước 30/4") == 303
    assert office.obligation(DUTY, UNIT).due_at == before
    [told] = letters(office, Occasion.ASK_DECLINED)
    assert (told.unit, told.facts["reason"]) == (UNIT, "Tỉnh cần số liệu trước 30/4")
    assert told.facts["until_long"].startswith("10/5/2024")
    page = client.get(office.link(DUTY, UNIT)).text
    assert "không đồng ý" in page
    assert "Tỉnh cần số liệu trước 30/4" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"until": "18/4/2024"}, "ngày đề nghị đã qua"),
        ({"until": "24/4/2024"}, "ngày đề nghị phải sau hạn hiện nay"),
        ({"until": "20/4/2034"}, "xa quá 366 ngày"),
        ({"until": "31/4/2024"}, "31/4/2024"),
        ({"until": ""}, "còn để trống"),
        ({"reason": " "}, "ghi lý do"),
    ],
)
def test_a_day_or_a_reason_that_cannot_be_is_refused_beside_its_field(
    client: Visitor, office: Office, typed: dict[str, str], said: str
) -> None:
    given = {"until": "10/5/2024", "reason": WHY} | typed
    sent = client.post(f"{office.link('D6', ABOVE)}/de-nghi/gia-han", data=given)
    assert sent.status_code == 422
    assert said in sent.text.lower()
    assert 'aria-invalid="true"' in sent.text


def test_a_button_pressed_twice_asks_once_and_another_day_takes_the_place_of_the_first(
    client: Visitor, office: Office
) -> None:
    ask(client, office)
    ask(client, office)
    assert len(letters(office, Occasion.EXTENSION_ASKED)) == 1
    ask(client, office, until="12/5/2024")
    number = office.obligation(DUTY, UNIT).id
    with office.ledger.read() as session:
        assert [one.state.value for one in asks.of_duty(session, number, NOON)] == ["waits", "replaced"]


def test_after_three_letters_of_a_day_the_other_questions_stand_in_one_list_of_the_morning(
    client: Visitor, office: Office
) -> None:
    for day in range(10, 14):
        ask(client, office, until=f"{day}/5/2024")
    ask(client, office, "P1", until="15/5/2024")
    with office.ledger.begin() as session:
        rows = session.scalars(select(NoticeRow).where(NoticeRow.occasion == Occasion.EXTENSION_ASKED))
        assert [row.obligation_id is not None for row in rows] == [True, True, True, False]
    at = datetime(2024, 4, 22, 2, tzinfo=UTC)
    with office.ledger.begin() as session:
        found = outbox.claim(session, at, "w", 1000)
        [told] = [
            one for one in outbox.recheck(session, found, at) if one.occasion == Occasion.EXTENSION_ASKED
        ]
    assert [row["code"] for row in told.facts["rows"]] == ["D6", "P1"]
    assert str(told.facts["link"]).endswith("/truc-thuoc")
    for lang in ("vi", "en"):
        said = words.render(told.occasion, told.facts, lang=lang)
        assert "2" in said.subject
        assert "Đảng ủy xã An Phước" in said.text


def test_a_list_of_questions_that_are_all_answered_is_not_sent(client: Visitor, office: Office) -> None:
    for day in range(10, 14):
        ask(client, office, until=f"{day}/5/2024")
    assert answer(client, office, verdict="yes") == 303
    at = datetime(2024, 4, 22, 2, tzinfo=UTC)
    with office.ledger.begin() as session:
        found = outbox.claim(session, at, "w", 1000)
        assert any(one.occasion == Occasion.EXTENSION_ASKED for one in found)
        good = outbox.recheck(session, found, at)
    assert [one for one in good if one.occasion == Occasion.EXTENSION_ASKED] == []


def said_on(office: Office, day: int, occasion: Occasion) -> list[Claimed]:
    """What leaves on that morning of April."""
    at = datetime(2024, 4, day, 2, tzinfo=UTC)
    with office.ledger.begin() as session:
        found = outbox.claim(session, at, "w", 1000)
        return [one for one in outbox.recheck(session, found, at) if one.occasion == occasion]


def test_what_nobody_answers_is_pressed_again_and_told_to_the_office_of_the_plan(
    client: Visitor, office: Office
) -> None:
    """Asked on Friday, overdue: on Monday the unit above is pressed, on Friday the plan's office."""
    ask(client, office)
    ask(client, office, "P1")
    assert letters(office, Occasion.ASK_WAITS) == []
    [told] = said_on(office, 22, Occasion.ASK_WAITS)
    assert (told.unit, [row["code"] for row in told.facts["rows"]]) == (ABOVE, ["D6", "P1"])
    list_page = urlsplit(str(told.facts["link"])).path
    assert client.get(list_page).text.count("Xin gia hạn đến 10/5/2024") == 2
    assert answer(client, office, "P1", verdict="yes") == 303
    office.set_clock(datetime(2024, 4, 26, 2, tzinfo=UTC))
    [told] = said_on(office, 26, Occasion.ASK_WAITS)
    assert (told.unit, [row["code"] for row in told.facts["rows"]]) == (DESK, ["D6"])
    list_page = urlsplit(str(told.facts["link"])).path
    [there] = [one for one in re.findall(r'href="([^"]*)"', client.get(list_page).text) if "de-nghi" in one]
    assert client.post(there, data={"verdict": "yes"}).status_code == 303
    assert office.obligation(DUTY, UNIT).extended_until is not None


def test_a_unit_takes_a_question_back_and_whoever_had_read_it_is_told(
    client: Visitor, office: Office
) -> None:
    ask(client, office)
    assert len(letters(office, Occasion.EXTENSION_ASKED)) == 1
    page = f"{office.link(DUTY, UNIT)}/de-nghi"
    [path] = re.findall(r'action="([^"]*/rut)"', client.get(page).text)
    assert client.post(path).status_code == 303
    assert client.post(path).status_code == 303, "twice is once"
    assert asked(office).state.value == "taken_back"
    assert "Xin gia hạn" not in client.get(f"/d/{office.list_token(ABOVE)}/truc-thuoc").text
    [told] = letters(office, Occasion.ASK_TAKEN_BACK)
    assert (told.unit, told.facts["of_unit"]) == (ABOVE, "Đảng ủy xã An Phước")
    assert told.facts["until_long"].startswith("10/5/2024")
    assert answer(client, office, verdict="yes") == 409
    assert said_on(office, 26, Occasion.ASK_WAITS) == []
    assert "/rut" not in client.get(page).text


def test_a_question_taken_back_before_anybody_read_it_is_never_heard_of(
    client: Visitor, office: Office
) -> None:
    ask(client, office)
    number = office.obligation(DUTY, UNIT).id
    with office.ledger.begin() as session:
        unit_asks.take_back(session, number, asked(office).id, now=NOON, by="Xã")
    assert letters(office, Occasion.EXTENSION_ASKED, Occasion.ASK_TAKEN_BACK) == []


def test_an_answered_question_and_anothers_are_not_taken_back(client: Visitor, office: Office) -> None:
    ask(client, office)
    one = asked(office)
    assert client.post(f"{office.link('D6', ABOVE)}/de-nghi/{one.id}/rut").status_code == 409
    assert answer(client, office, verdict="yes") == 303
    refused = client.post(f"{office.link(DUTY, UNIT)}/de-nghi/{one.id}/rut")
    assert (refused.status_code, "đã đồng ý" in refused.text) == (409, True)
    assert asked(office).state.value == "granted"


def test_whoever_asks_over_and_over_is_sent_to_the_telephone(client: Visitor, office: Office) -> None:
    for day in range(10, 15):
        ask(client, office, until=f"{day}/5/2024")
    given = {"until": "20/5/2024", "reason": WHY}
    sent = client.post(f"{office.link(DUTY, UNIT)}/de-nghi/gia-han", data=given)
    assert sent.status_code == 409
    assert "quá nhiều đề nghị" in sent.text


def test_only_whoever_decides_about_the_duty_answers_and_only_its_own_questions(
    client: Visitor, office: Office
) -> None:
    ask(client, office)
    one = asked(office)
    for who in (UNIT, "nhon-trach", "phu-hoi"):
        assert answer(client, office, who=who, verdict="yes") == 403
    other = office.obligation(DUTY, "phu-hoi").id
    path = f"/d/{office.list_token('btg')}/truc-thuoc/{other}/de-nghi/{one.id}"
    assert client.post(path, data={"verdict": "yes"}).status_code == 404
    assert asked(office).live
    assert answer(client, office, who="btg", verdict="yes") == 303


def test_of_two_who_answer_the_second_is_shown_the_first_answer(client: Visitor, office: Office) -> None:
    ask(client, office)
    assert answer(client, office, verdict="yes") == 303
    assert answer(client, office, who="btg", verdict="yes") == 303
    one = asked(office)
    path = f"/d/{office.list_token('btg')}/truc-thuoc/{one.obligation_id}/de-nghi/{one.id}"
    late = client.post(path, data={"verdict": "no", "reason": "không"})
    assert late.status_code == 409
    assert "Nguyễn Văn An đã trả lời ngày 19/4/2024: đã đồng ý" in late.text
    assert len(letters(office, Occasion.EXTENDED)) == 1


def test_a_day_that_has_passed_while_it_waited_is_granted_until_another(
    client: Visitor, office: Office
) -> None:
    ask(client, office, until="26/4/2024")
    office.set_clock(LATE)
    assert office.obligation(DUTY, UNIT).locked is False
    assert answer(client, office, verdict="yes") == 409
    assert answer(client, office, verdict="yes", until="3/5") == 303
    assert office.obligation(DUTY, UNIT).extended_until == datetime(2024, 5, 3, 16, 59, tzinfo=UTC)


def test_a_letter_about_a_question_that_is_answered_is_not_sent(client: Visitor, office: Office) -> None:
    ask(client, office)
    assert answer(client, office, verdict="no", reason="không") == 303
    assert letters(office, Occasion.EXTENSION_ASKED) == []


def test_nothing_is_asked_of_a_duty_that_is_done_and_what_waits_needs_no_answer(
    client: Visitor, office: Office, submit: Submit
) -> None:
    ask(client, office)
    submit(office.link(DUTY, UNIT), GOOD)
    office.accept(DUTY, UNIT)
    assert asked(office).live is False
    assert answer(client, office, verdict="yes") == 409
    given = {"until": "20/5/2024", "reason": WHY}
    assert client.post(f"{office.link(DUTY, UNIT)}/de-nghi/gia-han", data=given).status_code == 409


def test_of_a_secret_duty_only_the_day_is_asked_and_no_word_is_kept(client: Visitor, office: Office) -> None:
    ask(client, office, "M1", ABOVE, until="20/5/2024", reason="bận diễn tập KV-01")
    assert asked(office, "M1", ABOVE).why == ""
    [told] = letters(office, Occasion.EXTENSION_ASKED)
    assert told.unit == "btg", "above the district stands the top, whose office follows the plan"
    assert "KV-01" not in str(told.facts)
    for link in (office.link("M1", ABOVE), f"/d/{office.list_token('btg')}/truc-thuoc"):
        page = client.get(link).text
        assert "KV-01" not in page
        assert "quốc phòng" not in page


def test_a_duty_that_is_not_the_units_goes_to_another_with_a_trace_and_back_again(
    client: Visitor, office: Office
) -> None:
    propose(client, office, "Đảng ủy xã Phú Hội")
    one = asked(office, "P1")
    assert (one.to_unit, one.decider) == ("phu-hoi", "btg"), "it stands below another district"
    [told] = letters(office, Occasion.HAND_OVER_ASKED)
    assert (told.unit, told.facts["changes"]) == ("btg", ["Đảng ủy xã Phú Hội"])
    assert answer(client, office, "P1", who=ABOVE, verdict="yes") == 409, "not theirs to give"
    assert answer(client, office, "P1", who="btg", verdict="yes") == 303
    assert office.obligation("P1", UNIT).state.value == "withdrawn"
    assert office.obligation("P1", "phu-hoi").due_at == office.obligation("P1", UNIT).due_at
    told_to = {(one.occasion, one.unit) for one in letters(office, Occasion.WITHDRAWN, Occasion.ISSUED)}
    assert {(Occasion.WITHDRAWN, UNIT), (Occasion.ISSUED, "phu-hoi")} <= told_to
    propose(client, office, UNIT, unit="phu-hoi")
    assert answer(client, office, "P1", "phu-hoi", who="btg", verdict="yes") == 303
    assert office.obligation("P1", UNIT).state.undone
    again = {(one.occasion, one.unit) for one in letters(office, Occasion.WITHDRAWN, Occasion.ISSUED)}
    assert {(Occasion.WITHDRAWN, "phu-hoi"), (Occasion.ISSUED, UNIT)} <= again


def test_whoever_decides_names_the_unit_where_the_asking_one_does_not_know_it(
    client: Visitor, office: Office
) -> None:
    propose(client, office, "")
    assert asked(office, "P1").decider == ABOVE
    assert answer(client, office, "P1", who=ABOVE, verdict="yes") == 409
    assert answer(client, office, "P1", who="btg", verdict="yes", to="xã không có") == 409
    assert answer(client, office, "P1", who="btg", verdict="yes", to="phu hoi (phu-hoi)") == 303
    assert office.obligation("P1", "phu-hoi").state.undone


@pytest.mark.parametrize(("to", "said"), [("nhon-trach", "đã có chính nhiệm vụ đó"), ("xã lạ", "không có")])
def test_a_unit_that_has_the_same_duty_or_is_none_is_not_proposed(
    client: Visitor, office: Office, to: str, said: str
) -> None:
    typed = {"to": to, "reason": "x"}
    sent = client.post(f"{office.link('D6', ABOVE)}/de-nghi/don-vi-khac", data=typed)
    assert sent.status_code == 409
    assert said in sent.text.lower()
    assert 'id="to-wrong"' in sent.text


def test_a_date_that_moved_by_other_means_and_a_plan_that_ended_need_no_answer(
    client: Visitor, office: Office
) -> None:
    ask(client, office)
    with office.ledger.begin() as session:
        grant.extend(
            session, "dong-nai-tw8", DUTY, UNIT, date(2024, 5, 12), "bão", now=NOON, by="Ban Tuyên giáo"
        )
    assert asked(office).live is False
    assert letters(office, Occasion.EXTENSION_ASKED) == []
    below = f"/d/{office.list_token(ABOVE)}/truc-thuoc"
    assert "Xin gia hạn" not in client.get(below).text
    ask(client, office, until="20/5/2024")
    assert "Xin gia hạn đến 20/5/2024" in client.get(below).text
    with office.ledger.begin() as session:
        close_plan.close(session, "dong-nai-tw8", now=NOON, by="Ban Tuyên giáo")
    assert "Xin gia hạn" not in client.get(below).text
    one = asked(office)
    with office.ledger.begin() as session, pytest.raises(Refusal, match="kế hoạch đã kết thúc"):
        ask_decisions.grant(session, one.id, now=NOON, by="huyện")
    given = {"until": "25/5/2024", "reason": WHY}
    assert client.post(f"{office.link(DUTY, UNIT)}/de-nghi/gia-han", data=given).status_code == 409


def test_no_reason_may_name_a_secret_document() -> None:
    typed, hidden = {"until": "10/5/2024", "reason": "theo 4 - nq/tw"}, ("4-NQ/TW",)
    day = date(2024, 4, 19)
    for form in (
        ask_form.read_ask(typed, day, None, hidden),
        ask_form.read_other(typed, hidden),
        ask_form.read_verdict({**typed, "verdict": "no"}, day, hidden),
    ):
        assert "văn bản mật" in form.problems["reason"].told.said("vi")
