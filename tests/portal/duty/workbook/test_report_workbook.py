"""The workbook of a duty says whose it is and what is asked; what was filled in is read as it was typed."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
import xlsxwriter

from cascade.lang.refusal import Wrong
from cascade.plan.figure_kinds import FigureKind
from cascade.plan.model import Figure
from cascade.reports.workbook_form import ReportForm
from documents.office import report_workbook
from documents.reading import filled_workbook
from tests.portal.duty.workbook.filling import filled

FORM = ReportForm(
    code="WzEsMiwwLDAsMF0.dau-niem-phong",
    unit="Đảng ủy phường Trấn Biên",
    duty="Báo cáo kết quả học tập nghị quyết",
    plan="Kế hoạch số 12-KH/TU",
    due="thứ Sáu, ngày 24/4/2026",
    to="Tỉnh ủy Đồng Nai",
    figures=(
        Figure("tong", "Tổng số đảng viên"),
        Figure("hoc", "Số đã học", of="tong"),
        Figure("ngay", "Ngày hoàn thành", kind=FigureKind.DATE),
        Figure("kho", "Khó khăn", required=False, kind=FigureKind.TEXT),
    ),
    note_label="Ghi chú",
    in_words=False,
    desk="Ban Tuyên giáo",
    phone="02513822456",
)
TOTAL, PART, DAY, WORDS, NOTE, SURE = (f"D{line}" for line in range(12, 18))


def said(cells: dict[str, str | int | float], form: ReportForm = FORM) -> filled_workbook.FilledForm:
    return filled_workbook.read(filled(report_workbook.write(form), cells))


def test_no_part_of_a_unit_s_name_is_lost_in_the_name_of_its_file() -> None:
    names = {
        report_workbook.called(replace(FORM, unit=unit))
        for unit in ("Chi bộ Tổ dân phố 3/2", "Chi bộ Thôn 30.4")
    }
    assert names == {
        "Biểu báo cáo - Chi bộ Tổ dân phố 3-2.xlsx",
        "Biểu báo cáo - Chi bộ Thôn 30.4.xlsx",
    }
    assert len(report_workbook.called(replace(FORM, unit="Đảng ủy " * 60)).encode()) <= 255
    assert report_workbook.called(replace(FORM, lang="en")).startswith("Report - ")


def test_an_empty_workbook_comes_back_as_it_left() -> None:
    form = filled_workbook.read(report_workbook.write(FORM))
    assert form.code == FORM.code
    assert form.empty
    keys = ["figure:tong", "figure:hoc", "figure:ngay", "figure:kho", "note:", "sure:"]
    assert list(form.typed) == keys
    assert list(form.places.values()) == [TOTAL, PART, DAY, WORDS, NOTE, SURE]


def test_what_was_filled_in_is_read_as_it_would_be_typed_into_the_form() -> None:
    form = said(
        {TOTAL: 84074, PART: "83.546", DAY: 46136, WORDS: "Mưa lũ <b>", NOTE: " đã gửi\nvăn bản ", SURE: "Có"}
    )
    typed = {key: text for key, text in form.typed.items() if key != "figure:ngay"}
    assert typed == {
        "figure:tong": "84074",
        "figure:hoc": "83.546",
        "figure:kho": "Mưa lũ <b>",
        "note:": " đã gửi\nvăn bản ",
        "sure:": "Có",
    }
    assert form.typed["figure:ngay"] == "2026-04-24"


def test_an_earlier_report_stands_in_the_cells_and_is_read_the_same() -> None:
    given: dict[str, int | str] = {"tong": 84074, "hoc": 83546, "ngay": "2026-04-24", "kho": "=HYPERLINK(1)"}
    form = filled_workbook.read(report_workbook.write(replace(FORM, given=given, note="cũ")))
    assert form.typed == {
        "figure:tong": "84074",
        "figure:hoc": "83546",
        "figure:ngay": "2026-04-24",
        "figure:kho": "=HYPERLINK(1)",
        "note:": "cũ",
        "sure:": "",
    }


def test_a_formula_counts_for_what_it_showed_and_one_that_failed_is_named() -> None:
    assert said({TOTAL: "=SUM(1,6)"}).typed["figure:tong"] == "7"
    raw = filled(report_workbook.write(FORM), {TOTAL: "=SUM(1,6)"})
    never = raw_with(raw, b"<v>7</v>", b"")
    assert filled_workbook.read(never).wrong == {"figure:tong": filled_workbook.UNSOLVED}


@pytest.mark.parametrize("value", [83.546, 1e300, 0.5])
def test_a_fraction_is_never_taken_for_a_count(value: float) -> None:
    assert said({TOTAL: value}).wrong == {"figure:tong": filled_workbook.FRACTION}


def test_a_name_or_a_note_never_becomes_a_formula_or_a_link() -> None:
    evil = '=cmd|"/c calc"!A1'
    named = replace(FORM, unit=evil, duty=evil, plan="http://x.vn", to="@SUM(1)", note_label="+1", note=evil)
    book = report_workbook.write(replace(named, figures=(Figure("a", evil),)))
    with zipfile.ZipFile(BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not any("externalLink" in name or "vba" in name for name in parts.namelist())
    assert "<hyperlink" not in sheet
    assert re.findall(r"<f>", sheet) == []


def test_the_same_figure_twice_with_two_values_is_asked_about() -> None:
    form = filled_workbook.read(book_of([["code:x"], ["figure:a", "", "", 1], ["figure:a", "", "", 2]]))
    assert form.wrong == {"figure:a": filled_workbook.TWICE}
    form = filled_workbook.read(book_of([["code:x"], ["figure:a", "", "", 1], ["figure:a", "", "", ""]]))
    assert (form.typed, form.places, form.wrong) == ({"figure:a": "1"}, {"figure:a": "D2"}, {})


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([[["tổng", 1]]], filled_workbook.NO_FORM),
        ([[["code:x"]], [["code:y"]]], filled_workbook.SEVERAL),
        ([[["code:x"], ["code:y"]]], filled_workbook.SEVERAL),
    ],
)
def test_what_is_no_single_form_of_ours_says_what_to_send(
    rows: list[list[list[object]]], wrong: Wrong
) -> None:
    with pytest.raises(Wrong) as told:
        filled_workbook.read(book_of(*rows))
    assert told.value is wrong


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 99, b"x" * 3_000_000])
def test_what_is_no_workbook_is_refused_in_a_sentence(raw: bytes) -> None:
    with pytest.raises(Wrong) as told:
        filled_workbook.read(raw)
    assert told.value.told.said("vi")
    assert told.value.told.said("en")


def book_of(*sheets: list[list[object]]) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return made.getvalue()


def raw_with(book: bytes, old: bytes, new: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as parts, zipfile.ZipFile(made, "w") as copy:
        for part in parts.namelist():
            copy.writestr(part, parts.read(part).replace(old, new))
    return made.getvalue()
