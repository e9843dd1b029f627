"""Reads the workbook of many units back: each row with its key, and what was filled into its cells, as typed.

Rows and columns are known by hidden keys, so that they may be sorted, filtered or left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from documents.reading import xlsx_parts
from documents.reading.filled_workbook import FIGURE, MOST_SHEETS, NOTE, said_in
from documents.reading.xlsx_parts import Bounds

__all__ = ["FIGURE", "FIRST_ROW", "KEYS_ROW", "NOTE", "UNITS", "FilledUnit", "FilledUnits", "read"]

UNITS = "units:"
"""In the first cell, before the number of the duty."""
KEYS_ROW, FIRST_ROW = 2, 4
"""Where the keys of the columns stand, and the first unit; from 0."""
LARGEST = 5 * 1024 * 1024
BOUNDS = Bounds(unpacked=48 * 1024 * 1024, cells=600_000, parts=400)
MOST_ROWS = 5_000
_TODO = Told("tải lại bảng của nhiệm vụ rồi điền vào đó", "download the duty's table again and fill that in")
NO_TABLE = Wrong(Told("đây không phải bảng tải từ hệ thống", "this is no table of this system"), _TODO)
SEVERAL = Wrong(Told("tệp có nhiều bảng", "the file holds several tables"), _TODO)
TOO_MANY = Wrong(Told("bảng có quá nhiều dòng", "the table has too many rows"), _TODO)


@dataclass(frozen=True, slots=True)
class FilledUnit:
    """One row: which duty of a unit it is about, and what stands in its cells."""

    row: int
    """As Excel counts them."""
    obligation_id: int
    seen: int
    typed: Mapping[str, str]
    """By the keys of the columns: "figure:members", "note:"."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where each stands: "E7"."""
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    """Cells that hold nothing anybody could have typed."""


@dataclass(frozen=True, slots=True)
class FilledUnits:
    """The table as it came back; `strange`: rows whose key is none of ours, and which say something."""

    duty_id: int
    units: tuple[FilledUnit, ...]
    strange: tuple[int, ...] = ()


def read(raw: bytes) -> FilledUnits:
    """The table in a workbook.

    Refusal, as Wrong: too large, damaged, with macros or a password, no table of ours, or several.
    """
    if len(raw) > LARGEST:
        raise Wrong(Told("tệp lớn hơn 5 MB", "the file is larger than 5 MB"), _TODO)
    if not raw.startswith(b"PK\x03\x04"):
        raise NO_TABLE
    found = list(_tables(xlsx_parts.unpacked(raw, BOUNDS)))
    if len(found) != 1:
        raise SEVERAL if found else NO_TABLE
    return found[0]


def _tables(book: bytes) -> Iterator[FilledUnits]:
    try:
        opened = CalamineWorkbook.from_filelike(BytesIO(book))
        if len(opened.sheets_metadata) > MOST_SHEETS:
            raise SEVERAL
        unsolved = xlsx_parts.unsolved(book)
        for about in opened.sheets_metadata:
            if about.visible is SheetVisibleEnum.Visible:
                rows = opened.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                _, known, duty = _first(rows).partition(UNITS)
                if known and (number := _number(duty)) is not None:
                    yield _table(number, rows, unsolved)
    except CalamineError:
        raise Wrong(NO_TABLE.what, xlsx_parts.AS_EXCEL_SAVES_IT) from None


def _table(duty: int, rows: list[list[Any]], unsolved: frozenset[str]) -> FilledUnits:
    if len(rows) > MOST_ROWS + FIRST_ROW:
        raise TOO_MANY
    head = rows[KEYS_ROW] if len(rows) > KEYS_ROW else []
    keys = {at: key for at, key in enumerate(head) if isinstance(key, str) and key.startswith((FIGURE, NOTE))}
    if not keys:
        raise NO_TABLE
    units, strange = [], []
    for number, row in enumerate(rows[FIRST_ROW:], FIRST_ROW + 1):
        key, _, seen = str(row[0] if row else "").strip().partition(":")
        obligation, report = _number(key), _number(seen)
        if obligation is None or report is None:
            strange += [number] if any(str(cell).strip() for cell in row) else []
            continue
        units.append(_unit(number, obligation, report, row, keys, unsolved))
    return FilledUnits(duty, tuple(units), tuple(strange))


def _unit(
    number: int, obligation: int, seen: int, row: list[Any], keys: Mapping[int, str], unsolved: frozenset[str]
) -> FilledUnit:
    typed, places, wrong = dict[str, str](), dict[str, str](), dict[str, Wrong]()
    for at, key in keys.items():
        places[key] = f"{_letters(at)}{number}"
        try:
            typed[key] = said_in(row[at] if len(row) > at else "", solved=places[key] not in unsolved)
        except Wrong as fault:
            typed[key], wrong[key] = "", fault
    return FilledUnit(number, obligation, seen, typed, places, wrong)


def _first(rows: list[list[Any]]) -> str:
    cell = rows[0][0] if rows and rows[0] else ""
    return cell.strip() if isinstance(cell, str) else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _letters(column: int) -> str:
    """A, B … Z, AA: as Excel calls a column that is counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
