"""A unit above reads what came in from below, accepts it or sends it back."""

from __future__ import annotations

from sqlalchemy import select

from models.tables import NoticeRow
from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD, LATE, LATER

BELOW = "truc-thuoc"


def desk(office: Office) -> str:
    """The page of the province's units below."""
    return f"/d/{office.list_token('tinh')}/{BELOW}"


def sent(office: Office, submit: Submit) -> str:
    """A report of Nhơn Trạch is in; the page on which the province decides about it."""
    submit(office.link("D6", "nhon-trach"), GOOD)
    return f"{desk(office)}/{office.obligation('D6', 'nhon-trach').id}"


def test_late_units_come_first_and_reports_to_read_next(
    client: Visitor, office: Office, submit: Submit
) -> None:
    sent(office, submit)
    office.set_clock(LATE)
    page = client.get(desk(office)).text
    late, waiting = page.index("Huyện ủy Long Thành"), page.index("Huyện ủy Nhơn Trạch")
    assert page.index(">Quá hạn (1)</h2>") < late < page.index(">Chờ tiếp nhận (1)</h2>") < waiting
    assert "Quá hạn 3 ngày" in page
    assert "Đảng ủy xã An Phước" not in page


def test_a_report_is_read_and_accepted(client: Visitor, office: Office, submit: Submit) -> None:
    review = sent(office, submit)
    page = client.get(review).text
    assert "5.310/5.342 (99,4%)" in page
    assert client.post(f"{review}/chap-nhan", data=hidden(page)).headers["location"] == review
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert (report.state, report.decided_by) == ("accepted", "Trần Thị Hòa")
    with office.ledger.read() as session:
        facts = session.scalars(select(NoticeRow.facts).where(NoticeRow.occasion == "accepted")).one()
    assert facts["decided_in"] == "tinh"
    done = client.get(office.link("D6", "nhon-trach")).text
    assert "Đã tiếp nhận" in done
    assert "<button" not in done


def test_accepting_twice_is_accepting_once(client: Visitor, office: Office, submit: Submit) -> None:
    review = sent(office, submit)
    fields = hidden(client.get(review).text)
    answers = [client.post(f"{review}/chap-nhan", data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]


def test_a_report_goes_back_with_a_reason_and_comes_again(
    client: Visitor, office: Office, submit: Submit
) -> None:
    review = sent(office, submit)
    back = {**hidden(client.get(review).text), "reason": "Thiếu số quần chúng.", "until": "2024-05-03"}
    assert client.post(f"{review}/tra-lai", data=back).status_code == 303
    link = office.link("D6", "nhon-trach")
    page = client.get(link).text
    for said in ("Thiếu số quần chúng.", "Trả lại để sửa", "03/5/2024 (thứ Sáu)", 'value="5.310"'):
        assert said in page, said
    submit(link, GOOD)
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert (report.number, report.state) == (2, "submitted")


def test_a_return_needs_a_reason_and_a_day_to_come(client: Visitor, office: Office, submit: Submit) -> None:
    review = sent(office, submit)
    fields = {**hidden(client.get(review).text), "reason": " ", "until": "2024-04-01"}
    answer = client.post(f"{review}/tra-lai", data=fields)
    assert answer.status_code == 422
    assert "Còn để trống; ghi lý do." in answer.text
    assert "chọn một ngày từ hôm nay trở đi" in answer.text
    assert 'value="2024-04-01"' in answer.text
    assert office.obligation("D6", "nhon-trach").state == "submitted"


def test_a_report_that_changed_meanwhile_is_read_before_it_is_accepted(
    client: Visitor, office: Office, submit: Submit
) -> None:
    review = sent(office, submit)
    old_page = hidden(client.get(review).text)
    submit(office.link("D6", "nhon-trach"), {**GOOD, "f_members": "5.311"})
    answer = client.post(f"{review}/chap-nhan", data=old_page)
    assert answer.status_code == 409
    assert "vừa thay đổi" in answer.text
    assert office.obligation("D6", "nhon-trach").state == "submitted"


def test_a_district_sees_what_its_communes_add_up_to(client: Visitor, office: Office, submit: Submit) -> None:
    submit(office.link("D6/grassroots", "phu-hoi"), {**GOOD, "f_members": "120", "f_members_total": "121"})
    page = client.get(office.link("D6", "nhon-trach")).text
    assert "1/1 báo cáo của đơn vị trực thuộc" in page
    assert "đơn vị trực thuộc: 120" in page


def test_a_unit_finds_all_its_duties_what_presses_first(
    client: Visitor, office: Office, submit: Submit
) -> None:
    office.set_clock(LATE)
    page = client.get(f"/d/{office.list_token('long-thanh')}").text
    places = [page.index(said) for said in ("Quá hạn hoặc cần sửa (1)", "Cần làm (1)", "Nhiệm vụ M1")]
    assert places == sorted(places)
    assert "Đơn vị trực thuộc: 2 quá hạn, 0 chờ tiếp nhận" in page


def test_a_link_in_the_list_opens_the_duty(client: Visitor, office: Office) -> None:
    page = client.get(f"/d/{office.list_token('an-phuoc')}").text
    links = [part.split('"')[0] for part in page.split('<li><a href="')[1:]]
    assert len(links) == 2
    assert all(client.get(link).status_code == 200 for link in links)


def test_nobody_is_late_for_a_conference_without_a_day(client: Visitor, office: Office) -> None:
    office.set_clock(LATER)
    page = client.get(f"/d/{office.list_token('phu-hoi')}").text
    place = page.index("Cử đại biểu dự hội nghị")
    assert page.index("Chưa có ngày hoặc còn chờ (1)") < place < page.index("Chờ ấn định ngày hội nghị")
    below = client.get(f"/d/{office.list_token('nhon-trach')}/{BELOW}").text
    assert "Cử đại biểu dự hội nghị" not in below
    assert "Quá hạn (1)" in below
