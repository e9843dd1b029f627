"""One workbook for all units below: downloaded, filled in, uploaded; each row is taken or explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from urllib.parse import unquote

import httpx
from python_calamine import CalamineWorkbook

from tests.portal.conftest import Office, Submit, Visitor
from tests.portal.duty.workbook.filling import filled
from tests.portal.province import GOOD

FIRST, SECOND = 5, 6
"""Rows of Long Thành and Nhơn Trạch, as Excel counts them."""
FIGURES = {"E": 57, "F": 59, "G": 5310, "H": 5342}
SOURCE = "Theo báo cáo nhanh qua điện thoại ngày 19/4."


def page_of(office: Office, unit: str = "tinh") -> str:
    return f"/d/{office.list_token(unit)}/truc-thuoc/bang"


def table(client: Visitor, office: Office) -> bytes:
    """The table of the districts' report, as the page offers it."""
    page = client.get(page_of(office)).text
    [link] = re.findall(r'<li><a href="([^"]+)" download>[^<]*· D6 ', page)
    answer = client.get(link)
    assert answer.headers["content-disposition"].startswith("attachment;")
    kept = unquote(answer.headers["content-disposition"].partition("UTF-8''")[2])
    assert kept.startswith("301-KH-TU · D6 "), "the number of the plan has a stroke in it"
    return answer.content


def cells(row: int, figures: Mapping[str, int], note: str = "") -> dict[str, str | int | float]:
    known: dict[str, str | int | float] = {f"{column}{row}": value for column, value in figures.items()}
    return known | ({f"J{row}": note} if note else {})


def send(client: Visitor, office: Office, body: bytes, **typed: str) -> httpx.Response:
    files = {"file": ("bảng.xlsx", body, "application/octet-stream")}
    return client.post(page_of(office), data={"how": "each", **typed}, files=files)


def states(office: Office) -> tuple[str, str]:
    first, second = (office.obligation("D6", unit).state.value for unit in ("long-thanh", "nhon-trach"))
    return first, second


def test_the_table_has_a_row_for_each_unit_with_what_it_reported(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link("D6", "nhon-trach"), GOOD)
    rows = CalamineWorkbook.from_filelike(BytesIO(table(client, office))).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[4:]] == ["Huyện ủy Long Thành", "Huyện ủy Nhơn Trạch"]
    assert rows[5][4:8] == [57, 59, 5310, 5342]
    assert rows[4][4:8] == ["", "", "", ""]
    assert "quốc phòng" not in client.get(page_of(office)).text, "a secret duty has no table"


def test_rows_that_are_filled_are_reports_and_rows_left_alone_are_nothing(
    client: Visitor, office: Office
) -> None:
    body = filled(table(client, office), cells(FIRST, FIGURES, SOURCE))
    answer = send(client, office, body)
    assert answer.status_code == 200
    assert "Đã ghi 1 báo cáo." in answer.text
    assert "1 dòng để nguyên." in answer.text
    report = office.report("D6", "long-thanh")
    assert report is not None
    assert (report.figures["members"], report.note, report.by) == (
        5310,
        SOURCE,
        "Trần Thị Hòa (Tỉnh ủy Đồng Nai)",
    )
    again = send(client, office, body)
    assert again.status_code == 200
    kept = office.report("D6", "long-thanh")
    assert kept is not None
    assert kept.number == 1, "the same table twice is the same report"


def test_each_row_that_is_wrong_is_explained_and_the_others_are_taken(
    client: Visitor, office: Office
) -> None:
    above = {**FIGURES, "G": 9999}
    body = filled(table(client, office), {**cells(FIRST, FIGURES), **cells(SECOND, above)})
    silent = send(client, office, body)
    assert silent.text.count("chưa ghi số liệu này nhận bằng cách nào") == 2
    assert "submitted" not in states(office)
    answer = send(client, office, body, note=SOURCE)
    assert answer.status_code == 422
    assert "Đã ghi 1 báo cáo." in answer.text
    told = answer.text.partition("<ul><li>")[2].partition("</ul>")[0]
    assert "Dòng 6 <bdi>Huyện ủy Nhơn Trạch</bdi>" in told
    assert "G6 cán bộ, đảng viên tham dự" in told
    assert "Long Thành" not in told
    assert states(office)[0] == "submitted"
    assert states(office)[1] != "submitted"


def test_all_or_nothing_takes_nothing_while_one_row_is_wrong(client: Visitor, office: Office) -> None:
    above = {**FIGURES, "G": 9999}
    empty = table(client, office)
    body = filled(empty, {**cells(FIRST, FIGURES), **cells(SECOND, above)})
    answer = send(client, office, body, how="all", note=SOURCE)
    assert answer.status_code == 422
    assert "Chưa ghi dòng nào." in answer.text
    assert "submitted" not in states(office)
    good = filled(empty, {**cells(FIRST, FIGURES), **cells(SECOND, FIGURES)})
    answer = send(client, office, good, how="all", note=SOURCE)
    assert answer.status_code == 200
    assert states(office) == ("submitted", "submitted")


def test_what_came_meanwhile_is_not_written_over(client: Visitor, office: Office, submit: Submit) -> None:
    body = filled(table(client, office), cells(FIRST, {**FIGURES, "G": 1}, SOURCE))
    submit(office.link("D6", "long-thanh"), GOOD)
    answer = send(client, office, body)
    assert answer.status_code == 422
    assert "báo cáo vừa thay đổi" in answer.text
    report = office.report("D6", "long-thanh")
    assert report is not None
    assert report.figures["members"] == 5310


def test_nobody_reports_for_units_that_are_not_below(client: Visitor, office: Office) -> None:
    body = filled(table(client, office), cells(FIRST, FIGURES, SOURCE))
    for stranger in ("nhon-trach", "an-phuoc"):
        files = {"file": ("a.xlsx", body, "application/octet-stream")}
        answer = client.post(page_of(office, stranger), data={"how": "each"}, files=files)
        assert answer.status_code == 422
        assert "không phải của đơn vị trực thuộc" in answer.text
    other = office.obligation("U2", "long-thanh").id
    forged = filled(table(client, office), {"A5": f"{other}:0", **cells(FIRST, FIGURES, SOURCE)})
    answer = send(client, office, forged)
    assert "dòng này không phải của đơn vị trực thuộc" in answer.text
    twice = filled(
        table(client, office),
        {
            "A6": f"{office.obligation('D6', 'long-thanh').id}:0",
            **cells(FIRST, FIGURES, SOURCE),
            **cells(SECOND, FIGURES, SOURCE),
        },
    )
    assert send(client, office, twice).text.count("đơn vị này có hai dòng trong bảng") == 2
    assert "submitted" not in states(office)


def test_what_is_no_table_of_ours_is_refused_in_one_line(client: Visitor, office: Office) -> None:
    for body in (b"", b"PK\x03\x04", b"%PDF-1.7", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9):
        answer = send(client, office, body)
        assert answer.status_code == 422, body
        assert 'role="alert"' in answer.text
    nothing = client.post(page_of(office), data={"how": "each"}, files={"x": ("", b"")})
    assert nothing.status_code == 422


def test_formulas_and_markup_stay_words(client: Visitor, office: Office) -> None:
    note = '=HYPERLINK("http://evil.example")<b>'
    empty = table(client, office)
    known: dict[str, str | int | float] = cells(FIRST, FIGURES)
    answer = send(client, office, filled(empty, known), note=note)
    assert answer.status_code == 200
    assert "<b>" not in answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    again = CalamineWorkbook.from_filelike(BytesIO(table(client, office))).get_sheet_by_index(0)
    assert again.to_python()[4][9] == note
    exported = client.get(f"/d/{office.list_token('tinh')}/truc-thuoc/xuat?xem=cho-tiep-nhan")
    assert exported.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(exported.content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert [row[1] for row in sheets["Tiến độ"][3:]] == ["Huyện ủy Long Thành"]
    assert any(note in row for rows in sheets.values() for row in rows)
    assert any(5310 in row for rows in sheets.values() for row in rows)


def test_an_unusual_row_is_explained_until_it_was_looked_at(client: Visitor, office: Office) -> None:
    body = filled(table(client, office), cells(FIRST, {**FIGURES, "G": 1}, SOURCE))
    answer = send(client, office, body)
    assert answer.status_code == 422
    assert "G5 cán bộ, đảng viên tham dự" in answer.text
    assert "Số liệu đã kiểm tra" in answer.text.partition("<ul><li>")[2].partition("</ul>")[0]
    assert states(office)[0] != "submitted"
    assert send(client, office, body, sure="1").status_code == 200
    assert states(office)[0] == "submitted"
