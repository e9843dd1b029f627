"""A unit above reports for one below, with a note on how it came; the unit is told and may correct it."""

from __future__ import annotations

import re

from sqlalchemy import select

from models.tables import AuditRow, NoticeRow
from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.duty import made_files
from tests.portal.province import GOOD, LATER

NOTE = "Theo điện thoại của đồng chí An, ngày 19/4."


def form_of(office: Office, unit: str = "long-thanh", above: str = "tinh") -> str:
    number = office.obligation("D6", unit).id
    return f"/d/{office.list_token(above)}/truc-thuoc/{number}/bao-cao-thay"


def test_a_report_is_written_down_for_a_unit_that_telephoned(client: Visitor, office: Office) -> None:
    address = form_of(office)
    assert address.rpartition("/")[2] in client.get(address.rpartition("/")[0]).text
    page = client.get(address).text
    fields = {**hidden(page), **GOOD, "note": " "}
    refused = client.post(address, data=fields)
    assert refused.status_code == 422
    assert "Chưa ghi số liệu này nhận bằng cách nào" in refused.text
    assert office.report("D6", "long-thanh") is None
    assert client.post(address, data={**fields, "note": NOTE}).status_code == 303
    report = office.report("D6", "long-thanh")
    assert report is not None
    assert (report.by, report.note, report.state) == ("Trần Thị Hòa (Tỉnh ủy Đồng Nai)", NOTE, "submitted")
    with office.ledger.read() as session:
        acts = session.scalars(select(AuditRow.act).where(AuditRow.unit == "long-thanh")).all()
        told = session.scalars(select(NoticeRow.unit).where(NoticeRow.occasion == "receipt")).one()
    assert "report_for" in acts
    assert told == "long-thanh"
    theirs = client.get(office.link("D6", "long-thanh")).text
    assert "Trần Thị Hòa (Tỉnh ủy Đồng Nai)" in theirs
    assert "Sửa báo cáo đã gửi" in theirs


def test_files_come_with_it_as_with_the_units_own(client: Visitor, office: Office) -> None:
    address = form_of(office)
    fields = {**hidden(client.get(address).text), **GOOD, "note": " "}
    paper = {"files": ("công văn.pdf", made_files.PDF, "application/pdf")}
    refused = client.post(address, data=fields, files=paper)
    assert (refused.status_code, "chọn lại trước khi ghi" in refused.text) == (422, True)
    assert client.post(address, data={**fields, "note": NOTE}, files=paper).status_code == 303
    shown = client.get(address.rpartition("/")[0]).text
    assert "công văn.pdf" in shown
    program = {"files": ("ảnh.jpg", made_files.EXE, "image/jpeg")}
    again = {**hidden(client.get(address).text), **GOOD, "note": NOTE}
    assert client.post(address, data=again, files=program).status_code == 422


def test_pressed_twice_it_is_one_report_and_what_came_meanwhile_is_not_written_over(
    client: Visitor, office: Office, submit: Submit
) -> None:
    address = form_of(office)
    fields = {**hidden(client.get(address).text), **GOOD, "note": NOTE}
    assert [client.post(address, data=fields).status_code for _ in range(2)] == [303, 303]
    report = office.report("D6", "long-thanh")
    assert report is not None
    assert report.number == 1
    old_page = hidden(client.get(address).text)
    submit(office.link("D6", "long-thanh"), {**GOOD, "f_members": "5.000"})
    late = client.post(address, data={**old_page, **GOOD, "f_members": "1", "note": NOTE})
    assert late.status_code == 409
    assert "vừa thay đổi" in late.text
    kept = office.report("D6", "long-thanh")
    assert kept is not None
    assert kept.figures["members"] == 5000


def test_only_whoever_decides_about_it_may_and_only_while_reports_are_taken(
    client: Visitor, office: Office, submit: Submit
) -> None:
    for stranger in ("nhon-trach", "an-phuoc", "long-thanh"):
        address = form_of(office, above=stranger)
        assert client.get(address).status_code == 403
        page = client.get(form_of(office)).text
        assert client.post(address, data={**hidden(page), **GOOD, "note": NOTE}).status_code == 403
    fields = {**hidden(client.get(form_of(office)).text), **GOOD, "note": NOTE}
    office.set_clock(LATER)
    closed = client.post(form_of(office), data=fields)
    assert closed.status_code == 409
    assert "không nhận báo cáo" in closed.text
    assert office.report("D6", "long-thanh") is None


def test_of_a_secret_duty_only_the_number_of_the_paper_is_taken(client: Visitor, office: Office) -> None:
    number = office.obligation("M1", "long-thanh").id
    address = f"/d/{office.list_token('tinh')}/truc-thuoc/{number}/bao-cao-thay"
    page = client.get(address).text
    assert "quốc phòng" not in page
    assert not re.search(r'name="f_', page)
    fields = {**hidden(page), "note": "Số 12-BC/HU ngày 18/4/2024", "f_soldiers": "77"}
    assert client.post(address, data=fields).status_code == 303
    report = office.report("M1", "long-thanh")
    assert report is not None
    assert not report.figures


def test_an_unusual_figure_is_asked_about_here_too(client: Visitor, office: Office) -> None:
    address = form_of(office)
    fields = {**hidden(client.get(address).text), **GOOD, "f_members": "1", "note": NOTE}
    asked = client.post(address, data=fields)
    assert asked.status_code == 422
    boxes = re.findall(r'name="(sure_[^"]+)"', asked.text)
    assert len(boxes) == 1
    assert office.report("D6", "long-thanh") is None
    assert client.post(address, data={**fields, boxes[0]: "1"}).status_code == 303
