"""Sheets of what units have reported: one for each duty, a row for each unit, numbers and days as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cascade.calendar.zone import local

Cell = str | int | date | datetime | None
LONGEST_NAME = 31
"""Letters of a sheet's name; Excel takes no more, and none of these signs."""
LONGEST_CELL = 32_000
_SIGNS = re.compile(r"[\[\]:*?/\\']")

Head = Callable[[Any, str, Sequence[str]], None]
"""Writes a title and the columns' names on a sheet."""


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """One sheet: its columns with their widths, and its rows in the order to print."""

    name: str
    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def write_reports(
    book: Any, sheets: Iterable[ReportSheet], styles: Mapping[str, Any], head: Head, taken: Iterable[str]
) -> None:
    """Add the sheets one by one; a row is forgotten as soon as it is written."""
    names = {name.casefold() for name in taken}
    for one in sheets:
        name = _free(one.name, names)
        names.add(name.casefold())
        _write(book.add_worksheet(name), one, styles, head)


def _write(sheet: Any, one: ReportSheet, styles: Mapping[str, Any], head: Head) -> None:
    head(sheet, one.title, [name for name, _ in one.columns])
    for column, (_, width) in enumerate(one.columns):
        sheet.set_column(column, column, width)
    line = 2
    for line, row in enumerate(one.rows, 3):
        for column, cell in enumerate(row):
            _cell(sheet, line, column, cell, styles)
    sheet.autofilter(2, 0, max(line, 2), len(one.columns) - 1)


def _cell(sheet: Any, line: int, column: int, cell: Cell, styles: Mapping[str, Any]) -> None:
    """A count is a number and a day a date, so that they can be added and sorted; text is never a formula."""
    if cell is None or cell == "":
        sheet.write_blank(line, column, None, styles["words"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, column, local(cell), styles["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, cell, styles["day"])
    elif isinstance(cell, int):
        sheet.write_number(line, column, cell, styles["number"])
    else:
        sheet.write_string(line, column, cell[:LONGEST_CELL], styles["words"])


def _free(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has."""
    name = _SIGNS.sub(" ", wanted).strip()[:LONGEST_NAME] or "—"
    number = 2
    while name.casefold() in taken:
        tail = f" {number}"
        name, number = f"{_SIGNS.sub(' ', wanted).strip()[: LONGEST_NAME - len(tail)]}{tail}", number + 1
    return name
