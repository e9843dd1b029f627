"""The status of a plan as an Excel file: sums by branch, every duty of every unit, and what was reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter

from cascade.calendar.zone import local, moment
from cascade.org.format import level_name, rate
from cascade.org.tree import Level
from cascade.reports.obligation_states import Shown
from cascade.reports.rollup import Counts
from documents.office.sheet_rows import Cell, RowWriter, row_height
from documents.office.xlsx_pivot import (
    BRANCH_WIDTH,
    NAME,
    BranchTally,
    add_charts,
    rate_formula,
    write_pivot,
    write_totals,
)
from documents.office.xlsx_reports import ReportSheet, write_reports

COLOURED = (Shown.LATE, Shown.RETURNED, Shown.ACCEPTED, Shown.SUBMITTED)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One duty of one unit, as it stands."""

    branch: str
    unit: str
    level: str
    requirement: str
    action: str
    state: Shown
    due_at: datetime | None = None
    submitted_at: datetime | None = None
    days_late: int = 0
    note: str = ""
    derived: str | None = None
    promised: date | None = None
    """By which day a late unit expects to be done."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the file shows. `branches`: (name, sums) in the order to print; two may have one name."""

    title: str
    as_of: datetime
    rows: Iterable[StatusRow]
    branches: Sequence[tuple[str, Counts]]
    lang: str = "vi"
    reports: Iterable[ReportSheet] = ()


_COLUMNS = (
    ("Đảng bộ", "Branch", 26),
    ("Đơn vị", "Unit", 34),
    ("Cấp", "Level", 14),
    ("Mã", "Id", 9),
    ("Việc", "Duty", 52),
    ("Hạn", "Due", 17),
    ("Tình trạng", "Status", 18),
    ("Đã báo cáo", "Reported", 17),
    ("Số ngày chậm", "Days late", 11),
    ("Hạn tính theo quy tắc", "By rule", 30),
    ("Ghi chú", "Note", 30),
    ("Dự kiến hoàn thành", "Expected by", 17),
)
_SUMS = (
    ("Đảng bộ", "Branch"),
    ("Phải báo cáo", "Expected"),
    ("Đã báo cáo", "Received"),
    ("Đúng hạn", "On time"),
    ("Báo cáo chậm", "Reported late"),
    ("Gia hạn", "Extended"),
    ("Được miễn", "Exempt"),
    ("Còn lại", "Open"),
    ("Quá hạn", "Overdue"),
    ("Tỷ lệ", "Rate"),
)


def write_sheet(path: Path, status: Status) -> None:
    """Write the workbook; the same status gives the same file."""
    # Nothing a unit typed may become a formula or a link; a row that is written leaves the memory.
    options = {
        "constant_memory": True,
        "remove_timezone": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": status.title, "created": local(status.as_of).replace(tzinfo=None)})
        styles = _styles(book)
        _write_sums(book, status, styles)
        tally, rows = _write_rows(book, status, styles)
        head = partial(_head, status, styles)
        taken = [NAME.said(status.lang), *(sheet.get_name() for sheet in book.worksheets())]
        write_reports(book, status.reports, styles, head, taken)
        write_pivot(book.add_worksheet(taken[0]), tally, rows, status.lang, styles, head)


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 14}),
        "head": book.add_format(base | {"bold": True, "bg_color": "#DCE3EC", "border": 1, "text_wrap": True}),
        "words": book.add_format(base | {"text_wrap": True, "border": 1}),
        "number": book.add_format(base | {"num_format": "#,##0", "border": 1}),
        "moment": book.add_format(base | {"num_format": "hh:mm d/m/yyyy", "border": 1, "align": "left"}),
        "day": book.add_format(base | {"num_format": "d/m/yyyy", "border": 1, "align": "left"}),
        "rate": book.add_format(base | {"num_format": "0.0%", "border": 1}),
        "sum": book.add_format(base | {"num_format": "#,##0", "border": 1, "bold": True}),
        "whole_rate": book.add_format(base | {"num_format": "0%", "border": 1}),
        "sum_rate": book.add_format(base | {"num_format": "0.0%", "border": 1, "bold": True}),
        "sum_whole_rate": book.add_format(base | {"num_format": "0%", "border": 1, "bold": True}),
        "alarm": book.add_format({"bg_color": "#F3B7B0"}),
        **{state: book.add_format(_coloured(state)) for state in COLOURED},
    }


def _coloured(state: Shown) -> dict[str, Any]:
    """Words on a dark colour are white."""
    return {"bg_color": state.colour} | ({"font_color": "#FFFFFF"} if state.dark else {})


def _write_sums(book: Any, status: Status, styles: Mapping[str, Any]) -> None:
    english = status.lang == "en"
    sheet = book.add_worksheet("Sums" if english else "Tổng hợp")
    widths = (BRANCH_WIDTH, *[11] * (len(_SUMS) - 1))
    names = [(en if english else vi) for vi, en in _SUMS]
    _head(status, styles, sheet, status.title, [*zip(names, widths, strict=True)])
    whole = sum((counts for _, counts in status.branches), Counts())
    total = "All" if english else "Tổng cộng"
    for line, (name, counts) in enumerate([*status.branches, (total, whole)], 3):
        last = counts is whole
        sheet.set_row(line, row_height((name,), widths))
        sheet.write_string(line, 0, name, styles["sum" if last else "words"])
        told = (counts.expected, counts.received, counts.on_time, counts.late, counts.extended)
        figures = (*told, counts.exempt, counts.open, counts.overdue)
        if last:
            write_totals(sheet, line, figures, styles["sum"])
        for column, figure in enumerate(figures, 1):
            if not last:
                sheet.write_number(line, column, figure, styles["number"])
        if counts.expected:
            shown = rate(counts.received, counts.expected)
            form = styles[("sum_" if last else "") + ("rate" if shown % 1 else "whole_rate")]
            sheet.write_formula(line, len(_SUMS) - 1, rate_formula(line), form, float(shown / 100))
    many = len(status.branches)
    bar = {"type": "data_bar", "bar_color": "#9DB7D5", "min_type": "num", "min_value": 0, "max_type": "num"}
    sheet.conditional_format(3, len(_SUMS) - 1, 3 + many, len(_SUMS) - 1, bar | {"max_value": 1})
    overdue = {"type": "cell", "criteria": ">", "value": 0, "format": styles["alarm"]}
    sheet.conditional_format(3, len(_SUMS) - 2, 3 + many, len(_SUMS) - 2, overdue)
    add_charts(book, sheet, sheet.get_name(), many, len(_SUMS), status.lang)


def _write_rows(book: Any, status: Status, styles: Mapping[str, Any]) -> tuple[BranchTally, str]:
    """What was counted on the way, and the sheet's name."""
    english = status.lang == "en"
    sheet = book.add_worksheet("Duties" if english else "Tiến độ")
    columns = [((en if english else vi), width) for vi, en, width in _COLUMNS]
    _head(status, styles, sheet, status.title, columns)
    last, tally, rows = 2, BranchTally(), RowWriter(sheet, styles, [width for _, width in columns])
    for last, row in enumerate(status.rows, 3):
        rows.add(last, _cells(row, status.lang))
        tally.add(row.branch, row.state)
    sheet.autofilter(2, 0, last, len(_COLUMNS) - 1)
    for state in COLOURED:
        rule = {"type": "cell", "criteria": "==", "value": f'"{state.told.said(status.lang)}"'}
        sheet.conditional_format(3, 6, max(last, 3), 6, rule | {"format": styles[state]})
    days = {"type": "data_bar", "bar_color": "#F3B7B0", "bar_solid": True}
    sheet.conditional_format(3, 8, max(last, 3), 8, days)
    return tally, sheet.get_name()


def _cells(row: StatusRow, lang: str) -> tuple[Cell, ...]:
    """One cell a column."""
    return (
        *(row.branch, row.unit, level_name(Level(row.level), lang), row.requirement, row.action),
        *(row.due_at, row.state.told.said(lang), row.submitted_at, row.days_late),
        *(row.derived, row.note, row.promised),
    )


def _head(
    status: Status, styles: Mapping[str, Any], sheet: Any, title: str, columns: Sequence[tuple[str, int]]
) -> None:
    """Title, "as of", column names; the names stay in sight and are printed on every page."""
    for column, (_, width) in enumerate(columns):
        sheet.set_column(column, column, width)
    as_of = moment(status.as_of, status.lang)
    sheet.write_string(0, 0, title, styles["title"])
    sheet.write_string(1, 0, f"As of {as_of}" if status.lang == "en" else f"Tính đến {as_of}")
    names, widths = zip(*columns, strict=True)
    sheet.set_row(2, row_height(names, widths))
    for column, name in enumerate(names):
        sheet.write_string(2, column, name, styles["head"])
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
