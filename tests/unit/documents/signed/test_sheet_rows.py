"""Rows that are written at once say to the letter what xlsxwriter says cell by cell."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cascade.calendar.zone import local
from documents.office.sheet_rows import LONGEST_CELL, Cell, RowWriter

HOSTILE = (
    *("=1+1", "a & b < c > d", ' "trích" ', "\n dòng hai\r\n", "\x00\x07\x1f\x7f", "_x0041_ và _xZZ"),
    *("\ufffe\uffff", "👩👧👦", "\u202eđảo\u202c", "]]>", "chữ " * 3_000, "Đảng ủy xã Thanh Tùng"),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    (0, -3, 83_546, 10**12, "", None),
    (datetime(2024, 4, 23, 20, 0, 7, 250_000, tzinfo=UTC), date(1975, 4, 30), date(9999, 12, 31)),
    *((one, one) for one in HOSTILE),
    tuple(f"cột {at}" for at in range(60)),
)


def test_each_row_is_what_it_would_be_cell_by_cell(tmp_path: Path) -> None:
    def ours(sheet: Any, styles: dict[str, Any]) -> None:
        rows = RowWriter(sheet, styles)
        for line, row in enumerate(ROWS, 1):
            rows.add(line, row)

    def theirs(sheet: Any, styles: dict[str, Any]) -> None:
        for line, row in enumerate(ROWS, 1):
            for column, cell in enumerate(row):
                _cell(sheet, line, column, cell, styles)

    assert _sheet(tmp_path / "a.xlsx", ours) == _sheet(tmp_path / "b.xlsx", theirs)


@pytest.mark.parametrize("letter", ["đ", "👍"])
def test_a_text_without_end_is_cut_where_excel_still_opens_it(tmp_path: Path, letter: str) -> None:
    xml = _sheet(tmp_path / "a.xlsx", lambda sheet, how: RowWriter(sheet, how).add(1, [letter * 40_000]))
    assert xml.count(letter) * len(letter.encode("utf-16-le")) == 2 * LONGEST_CELL


def test_words_that_look_like_markup_are_words(tmp_path: Path) -> None:
    xml = _sheet(tmp_path / "a.xlsx", lambda sheet, how: RowWriter(sheet, how).add(1, ["<r><t>đậm</t></r>"]))
    assert "&lt;r&gt;&lt;t&gt;đậm" in xml, "xlsxwriter takes it for letters of several kinds"


def _cell(sheet: Any, line: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:
    if cell is None or cell == "":
        sheet.write_blank(line, column, None, styles["words"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, column, local(cell), styles["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, cell, styles["day"])
    elif isinstance(cell, int):
        sheet.write_number(line, column, cell, styles["number"])
    else:
        sheet.write_string(line, column, cell, styles["words"])


def _sheet(path: Path, fill: Any) -> str:
    """The XML of a sheet whose first row and last are written in xlsxwriter's own way."""
    options = {"constant_memory": True, "remove_timezone": True}
    with xlsxwriter.Workbook(path, options) as book:
        names = ("words", "number", "moment", "day")
        styles = {name: book.add_format({"font_size": 11 + at}) for at, name in enumerate(names)}
        sheet = book.add_worksheet("Tiến độ")
        for at, name in enumerate(names):
            sheet.write_string(0, at, "Đầu", styles[name])
        fill(sheet, styles)
        sheet.write_string(len(ROWS) + 1, 0, "Cuối", styles["words"])
    with zipfile.ZipFile(path) as made:
        return made.read("xl/worksheets/sheet1.xml").decode()
