"""What an invitation asks for stands on the page behind its link, and one press answers it."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx

from models.conferences import answers, meetings
from models.database import audit
from models.views.conference_views import InvitedUnit
from services.issuing import close_plan
from tests.portal.conference.conftest import AFTER, END, INVITED, START, TEST_DAY, Hall
from tests.portal.conftest import Visitor, hidden


def seat(office: Hall, unit: str) -> InvitedUnit:
    with office.ledger.read() as session:
        meeting = meetings.known(session, office.meeting)
        found = answers.of_unit(session, meeting, unit)
    assert found is not None
    return found


def acts(office: Hall, unit: str) -> list[str]:
    with office.ledger.read() as session:
        return [one.act for one in audit.trail(session, unit=unit)]


def press(client: Visitor, page: str, act: str, **typed: str) -> httpx.Response:
    """Open the page, fill in the form of that act and press its button, as a browser does."""
    html = client.get(page).text
    form = re.search(rf'<form method="post" action="([^"]*)" data-act="{act}".*?</form>', html, re.DOTALL)
    assert form, f"the page has no form for {act}"
    return client.post(form[1], data=hidden(form[0]) | typed)


def test_the_page_says_what_when_where_and_keeps_a_secret_topic_to_itself(
    client: Visitor, office: Hall
) -> None:
    html = client.get(office.page("nhon-trach")).text
    for said in (
        "Hội nghị quán triệt",
        "16/5/2024",
        "Hội trường huyện",
        "Thường trực Huyện ủy",
        "Quán triệt nghị quyết",
        "Trưởng Ban Tuyên giáo",
        "08:15",
        "Chuyên đề 2",
        "Ủy viên Ban Chấp hành",
    ):
        assert said in html, said
    assert "Nội dung nội bộ" not in html
    assert "Người giấu tên" not in html


def test_one_press_confirms_and_the_page_says_so(client: Visitor, office: Hall) -> None:
    page = office.page("nhon-trach")
    answer = press(client, page, "reply", coming="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    given = seat(office, "nhon-trach").reply
    assert given is not None
    assert (given.said.coming, given.said.delegates, given.by) == (True, (), "Phạm Quỳnh Như")
    assert acts(office, "nhon-trach")[0] == "invitation_reply"
    assert "Phạm Quỳnh Như</bdi></p></div>" in client.get(page).text


def test_numbers_by_kind_names_and_a_stand_in_are_kept_and_may_be_changed(
    client: Visitor, office: Hall
) -> None:
    page = office.page("nhon-trach")
    typed = {"delegates_0": "12", "delegates_1": "1.040", "names": "Bà Hai", "stand_in": "Ông Ba"}
    press(client, page, "reply", coming="yes", **typed)
    given = seat(office, "nhon-trach").reply
    assert given is not None
    assert given.said.delegates == (("ủy viên Ban Chấp hành", 12), ("cán bộ chủ chốt", 1040))
    assert (given.said.names, given.said.stand_in, given.said.count) == ("Bà Hai", "Ông Ba", 1052)
    html = client.get(page).text
    assert 'value="1.040"' in html
    press(client, page, "reply", coming="no", reason="Trùng đại hội")
    given = seat(office, "nhon-trach").reply
    assert given is not None
    assert (given.said.coming, given.said.reason, given.said.count) == (False, "Trùng đại hội", 0)


def test_two_presses_are_one_answer(client: Visitor, office: Hall) -> None:
    page = office.page("nhon-trach")
    data = {"seen": "", "coming": "yes", "delegates_0": "9"}
    answers_ = client.post_at_once(3, f"{page}/xac-nhan", data)
    assert [one.status_code for one in answers_] == [303, 303, 303]
    assert acts(office, "nhon-trach").count("invitation_reply") == 1


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    client: Visitor, office: Hall
) -> None:
    page = office.page("nhon-trach")
    wrong = press(client, page, "reply", coming="yes", delegates_0="mười", names="theo 44-NQ/TW")
    assert wrong.status_code == 422
    assert 'id="delegates_0-wrong"' in wrong.text
    assert 'value="mười"' in wrong.text
    assert 'id="names-wrong"' in wrong.text
    assert press(client, page, "reply", coming="no").status_code == 422
    assert press(client, page, "reply", coming="yes", delegates_0="0").status_code == 422
    assert press(client, page, "reply", coming="yes", stand_in="Ông \u0410n").status_code == 422
    assert seat(office, "nhon-trach").reply is None


def test_who_answers_over_a_colleague_sees_that_answer_first(client: Visitor, office: Hall) -> None:
    page = office.page("nhon-trach")
    press(client, page, "reply", coming="yes", delegates_0="9")
    late = client.post(f"{page}/xac-nhan", data={"seen": "", "coming": "no", "reason": "Bận"})
    assert late.status_code == 409
    assert "vừa có một câu trả lời khác" in late.text
    assert "Bận" in late.text
    given = seat(office, "nhon-trach").reply
    assert given is not None
    assert given.said.coming


def test_an_answer_to_another_day_counts_no_more_and_the_page_says_so(client: Visitor, office: Hall) -> None:
    page = office.page("nhon-trach")
    press(client, page, "reply", coming="yes", delegates_0="9")
    office.move(START + timedelta(days=1), END + timedelta(days=1))
    given = seat(office, "nhon-trach").reply
    assert given is not None
    assert not given.counts
    assert "về ngày họp cũ" in client.get(page).text
    assert press(client, page, "reply", coming="yes", delegates_0="9").status_code == 303
    again = seat(office, "nhon-trach").reply
    assert again is not None
    assert again.counts


def test_replies_close_when_it_begins_and_the_three_numbers_open(client: Visitor, office: Hall) -> None:
    page = office.page("nhon-trach")
    assert 'data-act="attendance"' not in client.get(page).text
    assert 'data-act="line_test"' not in client.get(page).text
    office.set_clock(AFTER)
    html = client.get(page).text
    assert 'data-act="reply"' not in html
    late = client.post(f"{page}/xac-nhan", data={"seen": "", "coming": "yes"})
    assert late.status_code == 409
    assert "Chưa ghi được" in late.text
    assert press(client, page, "attendance", called="60", present="55", excused="3").status_code == 303
    came = seat(office, "nhon-trach").turnout
    assert came is not None
    assert (came.said.called, came.said.present, came.said.excused, came.said.absent) == (60, 55, 3, 2)
    assert "Vắng không lý do" in client.get(page).text
    assert acts(office, "nhon-trach")[0] == "attend"


def test_numbers_that_do_not_add_up_are_not_taken(client: Visitor, office: Hall) -> None:
    office.set_clock(AFTER)
    page = office.page("nhon-trach")
    for typed, name in (
        ({"called": "60", "present": "61", "excused": ""}, "present"),
        ({"called": "60", "present": "58", "excused": "3"}, "excused"),
        ({"called": "60", "present": ""}, "present"),
        ({"called": "1.25", "present": "1"}, "called"),
    ):
        wrong = press(client, page, "attendance", **typed)
        assert wrong.status_code == 422
        assert f'id="{name}-wrong"' in wrong.text
    assert seat(office, "nhon-trach").turnout is None


def test_a_line_is_tested_from_the_day_before_its_hour_on(client: Visitor, office: Hall) -> None:
    office.set_clock(TEST_DAY)
    page = office.page("nhon-trach")
    wrong = press(client, page, "line_test", good="no")
    assert (wrong.status_code, 'id="note-wrong"' in wrong.text) == (422, True)
    typed = {"note": "Mất tiếng", "technician": "Anh Tư", "phone": "0251 3822 000"}
    assert press(client, page, "line_test", good="no", **typed).status_code == 303
    given = seat(office, "nhon-trach").test
    assert given is not None
    assert (given.said.good, given.said.note, given.said.phone) == (False, "Mất tiếng", "842513822000")
    assert press(client, page, "line_test", good="yes", **typed | {"note": ""}).status_code == 303
    assert acts(office, "nhon-trach")[:2] == ["line_test", "line_test"]


def test_what_was_said_of_a_line_is_shown_with_whom_to_call(client: Visitor, office: Hall) -> None:
    office.set_clock(TEST_DAY)
    page = office.page("nhon-trach")
    press(client, page, "line_test", good="no", note="Mất tiếng", technician="Anh Tư", phone="0987.654.321")
    html = client.get(page).text
    assert "Cán bộ kỹ thuật: <bdi>Anh Tư</bdi>" in html
    assert '<a href="tel:+84987654321">0987 654 321</a>' in html


def test_boxes_for_kinds_of_delegates_say_that_they_want_numbers(client: Visitor, office: Hall) -> None:
    html = client.get(office.page("nhon-trach")).text
    assert html.index("Số đại biểu dự theo từng thành phần") < html.index("Ủy viên Ban Chấp hành")
    assert "từng thành phần" not in client.get(office.page("btg")).text


def test_who_is_not_invited_finds_no_such_page(client: Visitor, office: Hall) -> None:
    page = office.page("phu-hoi")
    assert client.get(page).status_code == 404
    assert client.post(f"{page}/xac-nhan", data={"seen": "", "coming": "yes"}).status_code == 404
    assert client.get(office.page("nhon-trach") + "99").status_code == 404


def test_a_page_without_its_hidden_field_is_out_of_date(client: Visitor, office: Hall) -> None:
    assert client.post(office.page("nhon-trach") + "/xac-nhan", data={"coming": "yes"}).status_code == 400


def test_a_closed_plan_and_a_cancelled_conference_take_no_answer(client: Visitor, office: Hall) -> None:
    page = office.page("nhon-trach")
    with office.ledger.begin() as session:
        close_plan.close(session, "dong-nai-tw8", now=INVITED, by="Ban")
    assert client.post(f"{page}/xac-nhan", data={"seen": "", "coming": "yes"}).status_code == 409
    html = client.get(page).text
    assert "Kế hoạch đã kết thúc" in html
    assert "data-act" not in html


def test_the_list_names_the_conference_and_what_it_asks(client: Visitor, office: Hall) -> None:
    listed = client.get(f"/d/{office.list_token('nhon-trach')}").text
    assert "Chưa xác nhận dự" in listed
    assert office.page("nhon-trach") in listed
    press(client, office.page("nhon-trach"), "reply", coming="yes")
    assert "Đã trả lời" in client.get(f"/d/{office.list_token('nhon-trach')}").text
    assert "Hội nghị quán triệt" not in client.get(f"/d/{office.list_token('phu-hoi')}").text


def test_the_list_asks_nothing_more_of_whoever_does_not_come(client: Visitor, office: Hall) -> None:
    press(client, office.page("nhon-trach"), "reply", coming="no", reason="trùng đại hội")
    press(client, office.page("long-thanh"), "reply", coming="yes")
    office.set_clock(TEST_DAY)
    asked = {
        unit: "Chưa báo kết quả thử đường truyền" in client.get(f"/d/{office.list_token(unit)}").text
        for unit in ("nhon-trach", "long-thanh")
    }
    assert asked == {"nhon-trach": False, "long-thanh": True}
