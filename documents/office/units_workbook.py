"""One workbook for a duty of many units: a row for each, its figures to be filled in, known by keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from cascade.lang.told import Told
from cascade.plan.figure_kinds import FigureKind, Value
from cascade.plan.model import Figure
from cascade.plan.typed import numbers
from documents.office.sheet_rows import row_height
from documents.reading.filled_units import FIGURE, FIRST_ROW, KEYS_ROW, NOTE, UNITS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LEFT = 4
"""Columns before the first figure: key (hidden), order, unit, where it stands."""
_HOW = Told(
    "Điền các ô màu vàng, lưu tệp dạng .xlsx rồi tải lên. Dòng để nguyên thì bỏ qua. Cột cuối: đơn vị báo "
    "bằng cách nào. Không sửa, không xóa cột ẩn; được sắp xếp, lọc, xóa bớt dòng.",
    "Fill in the yellow cells, save as .xlsx and upload it. A row that is left as it is counts for nothing. "
    "Last column: how the unit told it. Leave the hidden column; sort, filter and delete rows as you like.",
)
_STATE, _UNIT = Told("Tình trạng", "Status"), Told("Đơn vị", "Unit")
_SOURCE = Told("Ghi chú: đơn vị báo bằng cách nào", "Note: how the unit told it")


@dataclass(frozen=True, slots=True)
class UnitFormLine:
    """One unit: what it has reported so far, and where it stands."""

    obligation_id: int
    seen: int
    """The number of the report that is shown; 0: none."""
    unit: str
    state: str
    given: Mapping[str, Value]
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitsForm:
    """What is asked of all of them; every text is in the reader's language."""

    duty_id: int
    title: str
    """The duty and its plan."""
    figures: Sequence[Figure]
    lines: Sequence[UnitFormLine]
    lang: str = "vi"


def write(form: UnitsForm) -> bytes:
    """The whole file. Nothing in it is a formula or a link, whatever a name or a note begins with."""
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": form.title[:250]})
        sheet = book.add_worksheet("Units" if form.lang == "en" else "Đơn vị")
        styles = _styles(book)
        _head(sheet, styles, form)
        for number, line in enumerate(form.lines):
            _line(sheet, styles, form, FIRST_ROW + number, line, number + 1)
        _checks(sheet, form)
    return made.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    boxed = base | {"border": 1, "border_color": "#8C8C8C"}
    filled = boxed | {"bg_color": "#FFF6CC"}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 14, "font_color": "#8C1D18"}),
        "soft": book.add_format(base | {"font_size": 11, "font_color": "#555555"}),
        "head": book.add_format(
            boxed | {"bold": True, "bg_color": "#EFEBE4", "align": "center", "text_wrap": True}
        ),
        "words": book.add_format(boxed | {"text_wrap": True}),
        "text": book.add_format(filled | {"num_format": "@", "text_wrap": True}),
        "count": book.add_format(filled | {"num_format": "#,##0", "align": "right"}),
        "day": book.add_format(filled | {"num_format": "d/m/yyyy", "align": "right"}),
    }


_NAMED = (6, 38, 20)
"""Letters of the columns that say whose row it is."""
_LINE = 16.5
"""Points of a line of 12-point letters."""
_STYLE = {FigureKind.COUNT: "count", FigureKind.DATE: "day", FigureKind.TEXT: "text"}


def _head(sheet: Any, styles: Mapping[str, Any], form: UnitsForm) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 4, None, {"hidden": 1})
    for column, width in enumerate((*_NAMED, *_widths(form)), 1):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{UNITS}{form.duty_id}")
    sheet.write_string(0, 1, form.title, styles["title"])
    sheet.write_string(1, 1, _HOW.said(form.lang), styles["soft"])
    names = ["TT" if form.lang == "vi" else "No", _UNIT.said(form.lang), _STATE.said(form.lang)]
    names += [one.label for one in form.figures]
    sheet.set_row(FIRST_ROW - 1, row_height(names, (*_NAMED, *_widths(form)), _LINE))
    for column, name in enumerate([*names, _SOURCE.said(form.lang)], 1):
        sheet.write_string(FIRST_ROW - 1, column, name, styles["head"])
    for column, figure in enumerate(form.figures, _LEFT):
        sheet.write_string(KEYS_ROW, column, f"{FIGURE}{figure.id}")
    note = _LEFT + len(form.figures)
    sheet.write_string(KEYS_ROW, note, NOTE)
    sheet.set_row(KEYS_ROW, None, None, {"hidden": 1})
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    last = max(FIRST_ROW + len(form.lines) - 1, FIRST_ROW)
    sheet.autofilter(FIRST_ROW - 1, 1, last, note)


def _widths(form: UnitsForm) -> list[int]:
    """Of the columns that are filled in, the source of the figures the last."""
    return [*(18 if one.kind.summed else 32 for one in form.figures), 44]


def _line(
    sheet: Any, styles: Mapping[str, Any], form: UnitsForm, row: int, line: UnitFormLine, order: int
) -> None:
    words = [line.unit, line.state, *(line.given.get(one.id) for one in form.figures), line.note]
    sheet.set_row(row, row_height(words, (*_NAMED[1:], *_widths(form)), _LINE))
    sheet.write_string(row, 0, f"{line.obligation_id}:{line.seen}")
    sheet.write_number(row, 1, order, styles["words"])
    sheet.write_string(row, 2, line.unit, styles["words"])
    sheet.write_string(row, 3, line.state, styles["words"])
    for column, figure in enumerate(form.figures, _LEFT):
        _fill(sheet, row, column, line.given.get(figure.id), _STYLE.get(figure.kind, "text"), styles)
    _fill(sheet, row, _LEFT + len(form.figures), line.note or None, "text", styles)


def _fill(
    sheet: Any, row: int, column: int, value: Value | None, style: str, styles: Mapping[str, Any]
) -> None:
    if value is None:
        sheet.write_blank(row, column, None, styles[style])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, styles[style])
    elif style == "day":
        sheet.write_datetime(row, column, date.fromisoformat(value), styles[style])
    else:
        sheet.write_string(row, column, value, styles[style])


def _checks(sheet: Any, form: UnitsForm) -> None:
    """What the program itself takes; the rows are read by the rules of the form all the same."""
    last = max(FIRST_ROW + len(form.lines) - 1, FIRST_ROW)
    title = Told("Chưa đúng", "Not right").said(form.lang)
    whole = Told("Ghi số nguyên, không có thì ghi 0", "A whole number; 0 if there is none").said(form.lang)
    rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": numbers.LARGEST}
    for column, figure in enumerate(form.figures, _LEFT):
        if figure.kind is FigureKind.COUNT:
            told = {"error_title": title, "error_message": whole, "ignore_blank": True}
            sheet.data_validation(FIRST_ROW, column, last, column, rule | told)
