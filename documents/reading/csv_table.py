"""A table saved from a spreadsheet: comma, semicolon or tab between the cells, each row with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cascade.lang.nearest import ask, bare
from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Telling, Told, joined, tell
from documents.reading.text_file import MEGABYTE, read_text

Row = Mapping[str, str]


def read_table(
    path: Path, known: Mapping[str, str], ignored: Sequence[str] = (), *, required: Sequence[str]
) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The columns, by the names that `known` gives them, and the rows that are not empty.

    Refusal: a file that is no table, or lacks a required column.
    """
    text = read_text(path, limit=64 * MEGABYTE)
    skipped = _lines_before_the_head(text)
    lines = text.split("\n")[skipped:]
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]), strict=True)
    cells = _numbered(reader, skipped, path)
    line, head = next(cells, (skipped + 1, []))
    columns = _columns(head, known, ignored, place(str(path), line))
    for name in required:
        if name not in columns:
            todo = tell(
                "thêm cột; các cột có: {names}",
                "add the column; there are: {names}",
                names=", ".join(filter(None, columns)),
            )
            what = Told(f"thiếu cột “{name}”", f"the column “{name}” is missing")
            raise Refusal(place(str(path), line, name), what, todo)
    return columns, _rows(cells, columns, path)


_CLOSE_QUOTES = Told(
    "kiểm tra dấu nháy kép mở mà không đóng", "look for a double quote that is opened and never closed"
)
_QUOTE = Told(
    "ô có dấu phân cách phải đặt trong dấu nháy kép", "put cells that hold a delimiter into double quotes"
)


def _lines_before_the_head(text: str) -> int:
    """Empty lines, and the "sep=;" that Excel writes for itself."""
    skipped = 0
    for line in text.split("\n"):
        if line.strip() and not line.lower().startswith("sep="):
            return skipped
        skipped += 1
    return skipped - 1


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _numbered(reader: Iterator[list[str]], skipped: int, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on: a cell in quotes may run over several."""
    line = skipped + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            what = Told(f"không đọc được bảng ({trouble})", f"the table cannot be read ({trouble})")
            raise Refusal(place(str(path), line), what, _CLOSE_QUOTES) from None
        if any(cell.strip() for cell in cells):
            yield line, [" ".join(cell.split()) for cell in cells]
        line = skipped + reader.line_num + 1  # type: ignore[attr-defined]


def _columns(head: list[str], known: Mapping[str, str], ignored: Sequence[str], where: Telling) -> list[str]:
    columns: list[str] = []
    for cell in head:
        plain = bare(cell)
        name = known.get(plain, "")
        if not name and plain and plain not in ignored:
            what = Told(f"không có cột “{cell[:60]}”", f"there is no column “{cell[:60]}”")
            names = ", ".join(dict.fromkeys(known.values()))
            known_ones = Told(f"các cột được dùng: {names}", f"the columns in use: {names}")
            raise Refusal(joined(": ", (where, cell[:60])), what, ask(cell, known.values()) or known_ones)
        if name and name in columns:
            what = Told(f"cột “{name}” có hai lần", f"the column “{name}” stands there twice")
            raise Refusal(joined(": ", (where, cell)), what, Told("giữ một cột", "keep one of them"))
        columns.append(name)
    return columns


def _rows(
    cells: Iterator[tuple[int, list[str]]], columns: list[str], path: Path
) -> Iterator[tuple[int, Row]]:
    for line, row in cells:
        if any(row[len(columns) :]):
            what = Told(
                f"dòng có {len(row)} ô, tiêu đề có {len(columns)}",
                f"the line has {len(row)} cells, the heading {len(columns)}",
            )
            raise Refusal(place(str(path), line), what, _QUOTE)
        # A spreadsheet drops the empty cells at the end of a row.
        yield line, {name: cell for name, cell in zip(columns, row, strict=False) if name and cell}
