"""The tables in a workbook of Excel: its visible sheets, each cell as the text that a person sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from cascade.lang import brought
from cascade.lang.refusal import Refusal, Wrong, place
from cascade.lang.told import Told
from documents.reading import xlsx_parts
from documents.reading.xlsx_parts import Bounds

MOST = 64 * 1024 * 1024
"""Bytes of all parts unpacked: a list of thirty thousand units has twenty."""
MOST_ROWS, MOST_COLUMNS = 200_000, 60
XLSX = b"PK\x03\x04"

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class VisibleSheet:
    """A sheet a person can see: its rows with their numbers, and rows whose cells are joined downwards."""

    name: str
    rows: Rows
    joined: dict[int, int]
    """First row of a joined cell -> the last one, of those that span several rows."""


def visible_sheets(path: Path, raw: bytes) -> Iterator[VisibleSheet]:
    """The sheets that are not hidden and not empty.

    Refusal: no workbook of Excel, a damaged one, one with macros or a password, or one that is too large.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(_unpacked(path, raw)))
        for about in book.sheets_metadata:
            if about.visible is SheetVisibleEnum.Visible:
                sheet = book.get_sheet_by_name(about.name)
                if rows := list(_rows(path, sheet)):
                    yield VisibleSheet(about.name, rows, _joined(sheet))
    except CalamineError:
        raise _refuse(path, "không đọc được bảng Excel này", "this Excel table cannot be read") from None


def _unpacked(path: Path, raw: bytes) -> bytes:
    try:
        return xlsx_parts.unpacked(raw, Bounds(MOST, MOST_ROWS * MOST_COLUMNS))
    except Wrong as wrong:
        raise Refusal(str(path), wrong.what, wrong.todo) from None


def _rows(path: Path, sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    if sheet.total_height > MOST_ROWS:
        raise _refuse(path, "bảng có quá nhiều dòng", "the table has too many rows")
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, [_clean(path, number, cell) for cell in cells[:MOST_COLUMNS]]


def _text(cell: object) -> str:
    """What Excel shows of a whole number, of a day and of a formula's last result."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else " ".join(str(cell).split())


def _clean(path: Path, number: int, cell: str) -> str:
    if (wrong := brought.fault(cell)) is not None:
        raise Refusal(place(str(path), number), wrong.what, wrong.todo)
    return brought.cleaned(cell)


def _joined(sheet: CalamineSheet) -> dict[int, int]:
    found: dict[int, int] = {}
    for (first, _), (last, _) in sheet.merged_cell_ranges or ():
        if last > first:
            found[first + 1] = max(last + 1, found.get(first + 1, 0))
    return found


def _refuse(path: Path, vi: str, en: str) -> Refusal:
    return Refusal(str(path), Told(vi, en), xlsx_parts.AS_EXCEL_SAVES_IT)
