"""A table saved from a spreadsheet: comma, semicolon or tab between the cells, each row with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cascade.refusal import Refusal, place
from documents.nearest import ask, bare
from documents.source import MEGABYTE, read_text

Row = Mapping[str, str]


def read_table(
    path: Path, known: Mapping[str, str], ignored: Sequence[str] = (), *, required: Sequence[str]
) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The columns, by the names that `known` gives them, and the rows that are not empty."""
    text = read_text(path, limit=64 * MEGABYTE)
    skipped = _lines_before_the_head(text)
    lines = text.split("\n")[skipped:]
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]), strict=True)
    cells = _numbered(reader, skipped, path)
    line, head = next(cells, (skipped + 1, []))
    columns = _columns(head, known, ignored, place(str(path), line))
    for name in required:
        if name not in columns:
            todo = f"thêm cột; các cột có: {', '.join(filter(None, columns))}"
            raise Refusal(place(str(path), line, name), f"thiếu cột «{name}»", todo)
    return columns, _rows(cells, columns, path)


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
            todo = "kiểm tra dấu nháy kép mở mà không đóng"
            raise Refusal(place(str(path), line), f"không đọc được bảng ({trouble})", todo) from None
        if any(cell.strip() for cell in cells):
            yield line, [" ".join(cell.split()) for cell in cells]
        line = skipped + reader.line_num + 1  # type: ignore[attr-defined]


def _columns(head: list[str], known: Mapping[str, str], ignored: Sequence[str], where: str) -> list[str]:
    columns: list[str] = []
    for cell in head:
        plain = bare(cell)
        name = known.get(plain, "")
        if not name and plain and plain not in ignored:
            todo = (
                ask(cell, known.values()) or f"các cột được dùng: {', '.join(dict.fromkeys(known.values()))}"
            )
            raise Refusal(f"{where}: {cell[:60]}", f"không có cột «{cell[:60]}»", todo)
        if name and name in columns:
            raise Refusal(f"{where}: {cell}", f"cột «{name}» có hai lần", "giữ một cột")
        columns.append(name)
    return columns


def _rows(
    cells: Iterator[tuple[int, list[str]]], columns: list[str], path: Path
) -> Iterator[tuple[int, Row]]:
    for line, row in cells:
        if any(row[len(columns) :]):
            what = f"dòng có {len(row)} ô, tiêu đề có {len(columns)}"
            todo = "ô có dấu phân cách phải đặt trong dấu nháy kép"
            raise Refusal(place(str(path), line), what, todo)
        # A spreadsheet drops the empty cells at the end of a row.
        yield line, {name: cell for name, cell in zip(columns, row, strict=False) if name and cell}
