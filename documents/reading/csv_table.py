"""A table of a spreadsheet: a workbook, or text with comma, semicolon or tab; each row with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from cascade.lang.nearest import ask, bare
from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Telling, Told, joined, tell
from documents.reading import xlsx_table
from documents.reading.text_file import MEGABYTE, text_of

Row = Mapping[str, str]
LARGEST = 64 * MEGABYTE
HEAD_WITHIN = 20
"""Rows: titles and notes may stand above the heading."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def table_of(
    path: Path,
    raw: bytes,
    known: Mapping[str, str],
    ignored: Sequence[str] = (),
    *,
    required: Sequence[str],
) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The columns, by the names that `known` gives them, and the rows that are not empty.

    `raw`: a workbook, or text; `path`: the name it came under.
    Refusal: a file that is no table, or lacks a required column.
    """
    find = partial(_is_head, known=known, required=required)
    read = _in_a_sheet if raw.startswith(xlsx_table.XLSX) else _in_a_text
    cells = read(path, raw, find)
    line, head = next(cells, (1, []))
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


Head = Callable[[Sequence[str]], bool]


def _is_head(cells: Sequence[str], known: Mapping[str, str], required: Sequence[str]) -> bool:
    return {known.get(bare(cell), "") for cell in cells}.issuperset(required)


def _in_a_sheet(path: Path, raw: bytes, is_head: Head) -> Iterator[tuple[int, list[str]]]:
    """The rows from the heading on, of the first sheet that has it; else of the first one there is."""
    sheets = list(xlsx_table.visible_sheets(path, raw))
    if not sheets:
        what = Told("tệp không có bảng nào", "the file has no table")
        raise Refusal(
            str(path), what, Told("kiểm tra có nhầm tệp không", "check whether it is the right file")
        )
    for sheet in sheets:
        for at, (line, cells) in enumerate(sheet.rows[:HEAD_WITHIN]):
            last = sheet.joined.get(line, line)
            heads = [row for number, row in sheet.rows[at:] if number <= last]
            lowest = _lowest(heads)
            for head, further in ((lowest, len(heads)), (cells, 1)):
                if is_head(head):
                    return iter([(line, head), *sheet.rows[at + further :]])
    return iter(sheets[0].rows)


def _lowest(heads: Sequence[Sequence[str]]) -> list[str]:
    """A heading of several rows, some of its cells joined: what stands lowest in each column."""
    width = max(map(len, heads))
    rows = [[*row, *[""] * (width - len(row))] for row in heads]
    return [next((cell for cell in reversed(column) if cell), "") for column in zip(*rows, strict=True)]


def _in_a_text(path: Path, raw: bytes, is_head: Head) -> Iterator[tuple[int, list[str]]]:
    """The rows from the heading on; the delimiter is the one with which there is a heading."""
    if raw.startswith(_UTF16):
        raw = _from_utf16(path, raw)
    lines = text_of(path, raw).split("\n")
    for delimiter in ",;\t":
        for at, line in enumerate(lines[:HEAD_WITHIN]):
            if is_head([cell.strip().strip('"') for cell in line.split(delimiter)]):
                return _numbered(_reader(lines[at:], delimiter), at, path)
    skipped = _lines_before_the_head(lines)
    return _numbered(_reader(lines[skipped:], _delimiter(lines[skipped])), skipped, path)


def _from_utf16(path: Path, raw: bytes) -> bytes:
    """What Excel calls "Unicode Text", as other tables come."""
    try:
        return raw.decode("utf-16").encode()
    except UnicodeError:
        what = Told("tệp UTF-16 bị hỏng", "the UTF-16 file is damaged")
        todo = Told("lưu lại dạng .xlsx, hoặc CSV UTF-8", "save it again as .xlsx, or as CSV UTF-8")
        raise Refusal(str(path), what, todo) from None


def _reader(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True)


def _lines_before_the_head(lines: Sequence[str]) -> int:
    """Empty lines, and the "sep=;" that Excel writes for itself."""
    skipped = 0
    for line in lines:
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
