"""Sheets of what units have reported: one for each duty, a row for each unit, numbers and days as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.office.sheet_rows import Cell, RowWriter

LONGEST_NAME = 31
"""Letters of a sheet's name; Excel takes no more, and none of these signs."""
_SIGNS = re.compile(r"[\[\]:*?/\\']")

Head = Callable[[Any, str, Sequence[tuple[str, int]]], None]
"""Writes a title and the columns' names on a sheet, and makes the columns as wide as they are to be."""


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
    head(sheet, one.title, one.columns)
    line, rows = 2, RowWriter(sheet, styles, [width for _, width in one.columns])
    for line, row in enumerate(one.rows, 3):
        rows.add(line, row)
    sheet.autofilter(2, 0, max(line, 2), len(one.columns) - 1)


def _free(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has."""
    name = _SIGNS.sub(" ", wanted).strip()[:LONGEST_NAME] or "—"
    number = 2
    while name.casefold() in taken:
        tail = f" {number}"
        name, number = f"{_SIGNS.sub(' ', wanted).strip()[: LONGEST_NAME - len(tail)]}{tail}", number + 1
    return name
