"""Rows of a large sheet, each written at once: cell by cell xlsxwriter takes four times as long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

from cascade.calendar.zone import local

Cell = str | int | date | datetime | None
LONGEST_CELL = 32_000
_SHORT = 100
"""Letters of a text that is likely to come again: a branch, a state, what is asked for."""
_ZERO = date(1899, 12, 30).toordinal()
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
"""What Excel writes by its number, and what looks like such a number."""


LINE = 15.0
"""Points of one line of 11-point letters."""
_TALLEST = 400.0
"""Excel shows no higher row."""


def row_height(cells: Iterable[object], widths: Sequence[int], line: float = LINE) -> float | None:
    """Points of a row whose words are broken in columns of these widths; None: one line is enough.

    LibreOffice grows no row by itself: without its height the second line of a name lies upon the next row.
    """
    most = 1
    for cell, width in zip(cells, widths, strict=False):
        if isinstance(cell, str) and (len(cell) > width or "\n" in cell):
            most = max(most, sum(_lines(one, width * LINE / line) for one in cell.split("\n")))
    return min(most * line, _TALLEST) if most > 1 else None


def _lines(words: str, width: float) -> int:
    """A column is as wide as so many noughts; most letters are narrower, capitals wider."""
    if words.isupper():
        return ceil(len(words) / width / 0.85)
    return 1 if len(words) <= 1.3 * width else ceil(len(words) / width / 1.05)


class RowWriter:
    """Adds rows to a sheet of a book in constant memory, below all that was written before.

    A count is a number and a day a date, so that they can be added and sorted; text is never a formula.
    `widths`: of the columns, in letters.
    """

    def __init__(self, sheet: Any, styles: Mapping[str, Any], widths: Sequence[int] = ()) -> None:
        self._sheet, self._columns, self._widths = sheet, list[str](), widths
        self._index = {name: styles[name]._get_xf_index() for name in ("words", "number", "moment", "day")}

    def add(self, line: int, cells: Sequence[Cell]) -> None:
        """One row; `line` counts from 0. Instants are shown as Vietnam's clocks had them."""
        sheet, place, number = self._sheet, self._place, line + 1
        made = [f'<c r="{place(at)}{number}" {self._told(cell)}' for at, cell in enumerate(cells)]
        # What xlsxwriter holds of the row before goes first.
        sheet._write_single_row(line)
        for column in (0, max(len(made) - 1, 0)):
            sheet._check_dimensions(line, column)
        high = row_height(cells, self._widths)
        told = f' ht="{high:g}"' if high else ""
        sheet.fh.write(f'<row r="{number}"{told}>{"".join(made)}</row>')

    def _place(self, at: int) -> str:
        while at >= len(self._columns):
            self._columns.append(xl_col_to_name(len(self._columns)))
        return self._columns[at]

    def _told(self, cell: Cell) -> str:
        index = self._index
        if cell is None or cell == "":
            return f's="{index["words"]}"/>'
        if isinstance(cell, str):
            inside = _text(cell) if len(cell) > _SHORT else _known_text(cell)
            return f's="{index["words"]}" t="inlineStr"><is>{inside}</is></c>'
        if isinstance(cell, datetime):
            return f's="{index["moment"]}"><v>{_instant(cell)}</v></c>'
        if isinstance(cell, date):
            return f's="{index["day"]}"><v>{cell.toordinal() - _ZERO}</v></c>'
        return f's="{index["number"]}"><v>{cell}</v></c>'


@lru_cache(4096)
def _instant(at: datetime) -> str:
    """The days since Excel's first."""
    here = local(at)
    seconds = here.hour * 3600 + here.minute * 60 + here.second + here.microsecond / 1e6
    return f"{here.toordinal() - _ZERO + seconds / 86_400:.16G}"


def _text(words: str) -> str:
    if len(words) > LONGEST_CELL // 2:
        # Excel counts in halves of UTF-16.
        words = words.encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
    kept = ' xml:space="preserve"' if words != words.strip() else ""
    return f"<t{kept}>{escape(_NOT_XML.sub(_numbered, words))}</t>"


_known_text = lru_cache(8192)(_text)


def _numbered(letter: re.Match[str]) -> str:
    return f"_x{ord(letter[0]):04X}_"
