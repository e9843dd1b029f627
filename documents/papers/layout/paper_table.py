"""The rows and cells of a table written with "|", also where a cell runs over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.papers.layout.block import Block, BlockKind
from documents.papers.layout.lines import Line, LineKind
from documents.papers.layout.worded import key_of, worded

COLUMN_HEAD = re.compile(
    r"^(?:(?:s?tt|số tt|số thứ tự)\b|nội dung|nhiệm vụ|công việc|tên |hoạt động|thời gian|thời hạn"
    r"|thời điểm|tiến độ|hạn |ngày|đơn vị"
    r"|cơ quan|chủ trì|phối hợp|người|cá nhân|bộ phận|phụ trách|địa điểm|kết quả|sản phẩm|ghi chú|hình thức"
    r"|thành phần|trách nhiệm|phân công|lộ trình|dự kiến|đối tượng|số lượng|cấp )"
)
_APART = 5
"""Lines without a stroke that one cell may run over."""
_NUMBER = re.compile(r"\s*\d{1,3}\.?\s*$")


@dataclass(frozen=True)
class PaperTable:
    """The lines of one table."""

    lines: tuple[Line, ...]

    @staticmethod
    def starting(lines: list[Line], at: int) -> PaperTable:
        """The table whose first line with a stroke stands at `at`."""
        last, gap = at, 0
        for here in range(at + 1, len(lines)):
            line = lines[here]
            if line.kind in (LineKind.ROW, LineKind.RULE) and "|" in line.text:
                last, gap = here, 0
            elif line.kind is LineKind.BLANK or line.heading or (gap := gap + 1) > _APART or line.depth == 1:
                break
        return PaperTable(tuple(lines[at : last + 1]))

    def rows(self) -> Iterator[list[tuple[int, int]]]:
        """The spans of the cells of each row."""
        open_row: list[Line] = []
        wide = max(_strokes(line) for line in self.lines)
        for line in self.lines:
            if line.kind is LineKind.RULE:
                continue
            strokes = sum(_strokes(one) for one in open_row)
            if open_row and (
                strokes + _strokes(line) > wide or (strokes >= wide and _NUMBER.match(line.text))
            ):
                yield _cells(open_row)
                open_row = []
            open_row.append(line)
        if open_row:
            yield _cells(open_row)


def cells_of(text: str, table: PaperTable, number: int) -> Iterator[Block]:
    """The cells as blocks, each with the head of its column."""
    heads: list[str] = []
    for row, spans in enumerate(table.rows()):
        words = [worded(text, start, end) for start, end in spans]
        is_head = is_column_head([one.said for one in words])
        if is_head:
            heads = [one.key for one in words]
        for column, ((start, end), said) in enumerate(zip(spans, words, strict=True)):
            head = heads[column] if not is_head and len(heads) == len(words) else ""
            if said.said:
                yield Block(BlockKind.CELL, start, end, said, table=number, row=row, column=column, head=head)


def is_column_head(cells: list[str]) -> bool:
    """Whether the cells of a row name columns: two at least."""
    named = [
        said
        for said in cells
        if len(said) <= 60 and COLUMN_HEAD.match(key_of(said)) and not re.search(r"\d", said)
    ]
    return len(named) >= 2


def _strokes(line: Line) -> int:
    """Between cells: markdown also has one before the first cell and one behind the last."""
    bare = line.text.strip()
    return bare.strip("|").count("|") if bare.startswith("|") else bare.count("|")


def _cells(lines: list[Line]) -> list[tuple[int, int]]:
    """The spans between the strokes of lines that make one row."""
    spans: list[tuple[int, int]] = []
    start = lines[0].start + _lead(lines[0].text)
    for line in lines:
        first = line is lines[0]
        stop = _stop(lines) if line is lines[-1] else len(line.text)
        for at in range(_lead(line.text) if first else 0, stop):
            if line.text[at] == "|":
                spans.append((start, line.start + at))
                start = line.start + at + 1
    last = lines[-1]
    spans.append((min(start, last.end), last.start + _stop(lines)))
    return [(first, max(first, end)) for first, end in spans]


def _lead(text: str) -> int:
    """Markdown puts a stroke before the first cell."""
    blank = len(text) - len(text.lstrip())
    return blank + 1 if text.lstrip().startswith("|") else 0


def _stop(lines: list[Line]) -> int:
    """Where the last cell ends; a stroke at the end closes it only where one opened the row."""
    text = lines[-1].text.rstrip()
    return len(text.removesuffix("|")) if lines[0].text.lstrip().startswith("|") else len(text)
