"""A list of units as Excel keeps it reads like the same list as a csv."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from cascade.lang.refusal import Refusal
from cascade.org.tree import Contact, OrgTree
from documents.unit_file.unit_list import units_of

HEAD = (
    "Mã",
    "Tên",
    "Cấp",
    "Cấp trên",
    "Từ ngày",
    "Hết từ ngày",
    "Cán bộ đầu mối",
    "Thư điện tử",
    "Điện thoại",
)
ROWS = (
    ("tinh", "Tỉnh ủy", "tỉnh", "", "", "", "Bà A", "a@example.vn", ""),
    ("xa", "Đảng ủy xã", "xã", "tinh", "01/7/2025", "", "Ông B", "b@example.vn", "0987654321"),
)
PLACE = Path("don-vi.xlsx")


def as_text(delimiter: str, title: str = "") -> str:
    return title + "\r\n".join(delimiter.join(row) for row in (HEAD, *ROWS))


def wanted() -> OrgTree:
    return units_of(Path("don-vi.csv"), as_text(",").encode())


def same(one: OrgTree, other: OrgTree) -> bool:
    def people(tree: OrgTree) -> dict[str, tuple[Contact, ...]]:
        return {
            unit: tuple(replace(each, line=None) for each in some) for unit, some in tree.contacts.items()
        }

    return one.units == other.units and people(one) == people(other)


@pytest.mark.parametrize(
    "raw",
    [
        as_text(";").encode("utf-8-sig"),
        as_text("\t").encode("utf-16"),
        ("sep=;\r\n" + as_text(";")).encode("utf-8-sig"),
        as_text(";", "DANH SÁCH ĐƠN VỊ, TỈNH, XÃ;;;;;;;;\r\n;;;;;;;;\r\n").encode("utf-8-sig"),
    ],
    ids=["semicolon", "Unicode text", "sep", "title above"],
)
def test_text_as_excel_saves_it(raw: bytes) -> None:
    assert same(units_of(Path("don-vi.csv"), raw), wanted())


def test_a_workbook_as_people_keep_it() -> None:
    body = BytesIO()
    with xlsxwriter.Workbook(body) as book:
        hidden = book.add_worksheet("Cũ")
        hidden.write_row(0, 0, HEAD)
        hidden.write_row(1, 0, ("cu", "Đơn vị cũ", "tỉnh"))
        hidden.hide()
        book.add_worksheet("Ghi chú").write(0, 0, "Đọc trước khi điền")
        sheet = book.add_worksheet("Đơn vị")
        sheet.activate()
        sheet.set_first_sheet()
        sheet.merge_range(0, 0, 0, 8, "DANH SÁCH ĐƠN VỊ")
        for column in range(7):
            sheet.merge_range(2, column, 3, column, HEAD[column])
        sheet.merge_range(2, 7, 2, 8, "Liên hệ")
        sheet.write_row(3, 7, HEAD[7:])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(4, 0, ROWS[0])
        sheet.write_row(5, 0, ROWS[1])
        sheet.write_formula(5, 1, '="Đảng ủy"&" xã"', None, "Đảng ủy xã")
        sheet.write_datetime(5, 4, date(2025, 7, 1), day)
        sheet.write_number(5, 8, 987654321)
        for row in range(6, 400):
            sheet.write_blank(row, 0, None, day)
    assert same(units_of(PLACE, body.getvalue()), wanted())


def test_a_day_that_lost_its_format_is_the_number_excel_keeps() -> None:
    raw = as_text(",").replace("01/7/2025", "45839").encode()
    assert units_of(Path("don-vi.csv"), raw).units["xa"].valid_from == date(2025, 7, 1)


def workbook(rows: Iterable[Iterable[object]]) -> bytes:
    body = BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return body.getvalue()


def test_what_is_wrong_in_a_workbook_is_told_with_its_row() -> None:
    raw = workbook((["DANH SÁCH"], HEAD, ROWS[0], [], [*ROWS[1][:7], "khong-phai-thu"]))
    with pytest.raises(
        Refusal, match=r"don-vi\.xlsx:5: mail của xa: “khong-phai-thu” không phải địa chỉ thư"
    ):
        units_of(PLACE, raw)


def with_part(raw: bytes, name: str, body: bytes) -> bytes:
    made = BytesIO(raw)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr(name, body)
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (with_part(workbook([HEAD]), "xl/vbaProject.bin", b"x"), "macro"),
        (with_part(workbook([HEAD]), "xl/more.xml", bytes(70_000_000)), "quá lớn"),
        (workbook([HEAD])[:-300], "bị hỏng"),
        (with_part(BytesIO().getvalue(), "word/document.xml", b"<a/>"), "không phải tệp Excel"),
        (workbook([]), "không có bảng nào"),
        (workbook([["Mã", "Cấp"]]), "thiếu cột “name”"),
    ],
    ids=["macro", "bomb", "cut off", "Word", "empty", "no name"],
)
def test_what_is_no_list_is_refused_in_one_line(raw: bytes, what: str) -> None:
    with pytest.raises(Refusal, match=what) as refused:
        units_of(PLACE, raw)
    assert "\n" not in str(refused.value)
