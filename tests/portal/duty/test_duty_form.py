"""A unit reads its duty, answers it in one go, and gets a receipt."""

from __future__ import annotations

import re

import pytest

from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD, LATE


def test_the_page_says_who_what_and_by_when(client: Visitor, office: Office) -> None:
    page = client.get(office.link("D6", "nhon-trach")).text
    for said in (
        "Huyện ủy Nhơn Trạch",
        "Phạm Quỳnh Như",
        "Báo cáo kết quả quán triệt, tuyên truyền nghị quyết",
        "24/4/2024 (thứ Tư)",
        "trước ngày 25/4/2024",
        "Còn 5 ngày",
        "301-KH/TU",
        "Tỉnh ủy Đồng Nai",
        "Ban Tuyên giáo Tỉnh ủy",
        "0251 3822 501",
    ):
        assert said in page, said


def test_a_derived_date_says_from_what_it_came(client: Visitor, office: Office) -> None:
    assert "tính ngược 5 ngày làm việc" in client.get(office.link("D6/grassroots", "an-phuoc")).text


def test_a_date_on_a_rest_day_names_the_working_day_before_it(client: Visitor, office: Office) -> None:
    page = client.get(office.link("M1", "long-thanh")).text
    assert "30/4/2024 (thứ Ba)" in page
    assert "26/4/2024 (thứ Sáu)" in page


def test_opening_the_link_changes_nothing(client: Visitor, office: Office) -> None:
    link, before = office.link("D6", "nhon-trach"), office.obligation("D6", "nhon-trach")
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.ask("HEAD", link).status_code == 200
    assert office.obligation("D6", "nhon-trach") == before


def test_a_report_is_written_down_and_a_receipt_given(
    client: Visitor, office: Office, submit: Submit
) -> None:
    receipt = client.get(submit(office.link("D6", "nhon-trach"), GOOD))
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert report.figures == {
        "organisations": 57,
        "organisations_total": 59,
        "members": 5310,
        "members_total": 5342,
        "plans": "Kế hoạch số 112-KH/HU ngày 02/4/2024",
    }
    assert (report.note, report.by, report.late) == (GOOD["note"], "Phạm Quỳnh Như", False)
    assert office.obligation("D6", "nhon-trach").state == "submitted"
    for said in ("5.310/5.342 (99,4%)", "57/59 (96,6%)", "12 giờ, ngày 19/4/2024 (thứ Sáu)", "đúng hạn"):
        assert said in receipt.text, said
    assert f"{report.obligation_id:06d}-1" in receipt.text


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    typed = {**GOOD, "f_members": "6000", "f_organisations": "nhiều", "f_organisations_total": ""}
    answer = client.post(link, data={**hidden(client.get(link).text), **typed})
    assert answer.status_code == 422
    more = "6.000 lớn hơn “tổng số cán bộ, đảng viên phải dự” (5.342); kiểm tra cả hai số."
    assert problem_at(answer.text, "f_members") == more
    none = "“nhiều” không phải số nguyên; ghi một số từ 0 đến 999.999.999."
    assert problem_at(answer.text, "f_organisations") == none
    missing = "Chưa có số liệu; điền số, không có thì ghi 0."
    assert problem_at(answer.text, "f_organisations_total") == missing
    for kept in ('value="6000"', 'value="nhiều"', 'value="5.342"', GOOD["f_plans"], GOOD["note"]):
        assert kept in answer.text
    assert office.report("D6", "nhon-trach") is None


def test_what_no_file_would_let_in_is_told_at_the_counter_too_and_stays_on_the_page(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    typed = {**GOOD, "f_plans": "Kế h\u043eạch 112", "note": "học bù\x07", "f_members": "5\u200b.310"}
    answer = client.post(link, data={**hidden(client.get(link).text), **typed})
    assert answer.status_code == 422
    assert "U+043E CYRILLIC SMALL LETTER O" in problem_at(answer.text, "f_plans")
    assert "ký tự điều khiển U+0007" in problem_at(answer.text, "note")
    assert 'id="f_members-wrong"' not in answer.text
    for kept in (typed["f_plans"], typed["note"]):
        assert kept in answer.text
    assert office.report("D6", "nhon-trach") is None


def problem_at(html: str, field: str) -> str:
    """The sentence that a field points to."""
    assert f'aria-describedby="{field}-wrong"' in html
    found = re.search(rf'id="{field}-wrong">([^<]+)<', html)
    return found[1] if found else ""


def test_a_double_click_reports_once(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    sent = {**hidden(client.get(link).text), **GOOD}
    first, second = client.post(link, data=sent), client.post(link, data=sent)
    assert first.headers["location"] == second.headers["location"]
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert report.number == 1


def test_presses_that_arrive_at_the_same_moment_report_once(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    answers = client.post_at_once(6, link, {**hidden(client.get(link).text), **GOOD})
    assert [answer.status_code for answer in answers] == [303] * 6
    assert {answer.headers["location"] for answer in answers} == {f"{link}/bien-nhan/1"}
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert report.number == 1


def test_going_back_and_correcting_makes_a_new_report(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    old_page = hidden(client.get(link).text)
    client.post(link, data={**old_page, **GOOD})
    asked = client.post(link, data={**old_page, **GOOD, "f_members": "5311"})
    assert asked.status_code == 409
    assert "đã có một báo cáo khác" in asked.text
    assert 'value="5311"' in asked.text
    sure = client.post(link, data={**hidden(asked.text), **GOOD, "f_members": "5311"})
    assert sure.status_code == 303
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert (report.number, report.figures["members"]) == (2, 5311)


def test_a_report_may_be_corrected_until_it_is_accepted(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link = office.link("D6", "nhon-trach")
    first = submit(link, GOOD)
    assert 'value="5.310"' in client.get(link).text
    second = submit(link, {**GOOD, "f_members": "5320"})
    assert "đã được thay bằng một báo cáo gửi sau" in client.get(first).text
    assert "5.320/5.342" in client.get(second).text


def test_a_late_report_is_taken_and_called_late(client: Visitor, office: Office, submit: Submit) -> None:
    office.set_clock(LATE)
    link = office.link("D6", "nhon-trach")
    assert "Quá hạn 3 ngày" in client.get(link).text
    assert "báo cáo chậm" in client.get(submit(link, GOOD)).text


def test_having_received_it_is_one_press_and_reminders_rest(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    assert client.post(f"{link}/da-nhan").headers["location"] == link
    page = client.get(link).text
    assert "Hệ thống tạm ngừng nhắc đến" in page
    assert ">Đã nhận nhiệm vụ<" not in page


def test_a_reader_of_english_gets_english(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    by_header = client.get(link, headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    asked = client.get(link, params={"lang": "en"}).text
    for page in (by_header, asked):
        assert "5 days left" in page
        assert '<html lang="en">' in page
    assert f'action="{link}?lang=en"' in asked


@pytest.mark.parametrize("page", ["", "/bien-nhan/1"])
def test_a_page_is_the_same_every_time_it_is_opened(
    client: Visitor, office: Office, submit: Submit, page: str
) -> None:
    link = office.link("D6", "nhon-trach")
    submit(link, GOOD)
    pages = [re.sub(r'name="once" value="[^"]*"', "", client.get(link + page).text) for _ in range(2)]
    assert pages[0] == pages[1]
