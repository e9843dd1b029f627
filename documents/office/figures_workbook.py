"""What came of a plan as an Excel file: by level, by branch, by day, the plans that follow, the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter

from cascade.calendar.zone import local
from cascade.lang.told import Told
from cascade.org.format import level_name
from cascade.reports.results import DayResult, FigureResult, LevelResult
from cascade.reports.rollup import Counts
from documents.office.sheet_rows import row_height

Cell: TypeAlias = str | int | float | date | None
COUNT_HEADS = (
    Told("Phải báo cáo", "Expected"),
    Told("Đã báo cáo", "Received"),
    Told("Đúng hạn", "On time"),
    Told("Báo cáo chậm", "Reported late"),
    Told("Tỷ lệ", "Rate"),
    Told("Gia hạn", "Extended"),
    Told("Được miễn", "Exempt"),
    Told("Còn lại", "Open"),
    Told("Quá hạn", "Overdue"),
)
"""Of every table of counts, on pages too."""


@dataclass(frozen=True, slots=True)
class FiguresBook:
    """What the file shows."""

    title: str
    sentence: str
    as_of: datetime
    levels: Sequence[LevelResult]
    branches: Sequence[tuple[str, Counts]]
    plans: Sequence[tuple[str, Counts]]
    days: Sequence[DayResult]
    figures: Sequence[FigureResult]
    lang: str = "vi"


def write_figures(path: Path, book: FiguresBook) -> None:
    """Write the workbook; nothing that somebody typed becomes a formula or a link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as file:
        file.set_properties({"title": book.title, "created": local(book.as_of).replace(tzinfo=None)})
        sheets = _Sheets(file, book)
        levels = [(_capital(level_name(one.level, book.lang)), one.counts) for one in book.levels]
        sheets.counts(Told("Theo cấp", "By level"), Told("Cấp", "Level"), levels)
        sheets.counts(Told("Theo đảng bộ", "By branch"), Told("Đảng bộ", "Branch"), book.branches)
        if book.plans:
            sheets.counts(Told("Kế hoạch", "Plans"), Told("Kế hoạch", "Plan"), book.plans)
        sheets.table(Told("Theo ngày", "By day"), _DAY_HEADS, _days(book.days))
        sheets.table(Told("Số liệu", "Figures"), _FIGURE_HEADS, _figures(book.figures))


_DAY_HEADS = (
    Told("Ngày", "Day"),
    Told("Đến hạn", "Due"),
    Told("Đã báo cáo", "Received"),
    Told("Báo cáo chậm", "Reported late"),
    Told("Cộng dồn đến hạn", "Due so far"),
    Told("Cộng dồn đã báo cáo", "Received so far"),
)
_FIGURE_HEADS = (
    Told("Số liệu", "Figure"),
    Told("Kết quả", "Value"),
    Told("Trên tổng số", "Out of"),
    Told("Tỷ lệ", "Rate"),
    Told("Số báo cáo", "Reports"),
)


class _Sheets:
    """One sheet after the other, all with one look."""

    def __init__(self, file: Any, book: FiguresBook) -> None:
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        line = base | {"border": 1}
        self._file, self._book = file, book
        self._title = file.add_format(base | {"bold": True, "font_size": 14})
        self._words = file.add_format(base | {"text_wrap": True})
        self._head = file.add_format(line | {"bold": True, "bg_color": "#DCE3EC", "text_wrap": True})
        self._cells = {
            str: file.add_format(line | {"text_wrap": True}),
            int: file.add_format(line | {"num_format": "#,##0"}),
            float: file.add_format(line | {"num_format": "0.0%"}),
            date: file.add_format(line | {"num_format": "d/m/yyyy", "align": "left"}),
        }

    def counts(self, name: Told, first: Told, lines: Iterable[tuple[str, Counts]]) -> None:
        """A table of counts with its sum."""
        known = [*lines]
        whole = sum((counts for _, counts in known), Counts())
        rows = [(told, *cells(counts)) for told, counts in known]
        self.table(name, (first, *COUNT_HEADS), [*rows, (self._say(_ALL), *cells(whole))])

    def table(self, name: Told, heads: Sequence[Told], rows: Iterable[Sequence[Cell]]) -> None:
        """A sheet with the title, the sentence, and the table below a head that stays."""
        sheet = self._file.add_worksheet(self._say(name))
        widths = (44, *[14] * (len(heads) - 1))
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(heads) - 1, 14)
        sheet.set_row(3, row_height([self._say(head) for head in heads], widths))
        sheet.write_string(0, 0, self._book.title, self._title)
        sheet.merge_range(1, 0, 1, len(heads) - 1, self._book.sentence, self._words)
        sheet.set_row(1, row_height([self._book.sentence], [sum(widths)]))
        for column, head in enumerate(heads):
            sheet.write_string(3, column, self._say(head), self._head)
        last = 3
        for last, row in enumerate(rows, 4):
            sheet.set_row(last, row_height(row, widths))
            for column, cell in enumerate(row):
                self._write(sheet, last, column, cell)
        sheet.freeze_panes(4, 1)
        sheet.autofilter(3, 0, max(last, 4), len(heads) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell is None:
            sheet.write_blank(row, column, None, self._cells[str])
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self._cells[str])
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), self._cells[date])  # noqa: DTZ001  a day
        else:
            sheet.write_number(row, column, cell, self._cells[type(cell)])

    def _say(self, told: Told) -> str:
        return told.said(self._book.lang)


_ALL = Told("Tổng cộng", "All")


def cells(counts: Counts) -> tuple[Cell, ...]:
    """The numbers of one line, in the order of their heads."""
    rate = counts.received / counts.expected if counts.expected else None
    first = (counts.expected, counts.received, counts.on_time, counts.late, rate)
    return (*first, counts.extended, counts.exempt, counts.open, counts.overdue)


def _days(days: Sequence[DayResult]) -> Iterable[Sequence[Cell]]:
    due = received = 0
    for day in dict.fromkeys(one.day for one in days):
        some = [one for one in days if one.day == day]
        fell, came = sum(one.due for one in some), sum(one.received for one in some)
        due, received = due + fell, received + came
        yield day, fell, came, sum(one.late for one in some), due, received


def _figures(figures: Sequence[FigureResult]) -> Iterable[Sequence[Cell]]:
    for one in figures:
        yield one.label, one.value, one.of, one.value / one.of if one.of else None, one.reports


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
