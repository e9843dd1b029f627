"""Joins the lines of a paper into headings, paragraphs and cells, over line breaks and page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from documents.papers.layout.block import Block, BlockKind, Paper, ScannedWord
from documents.papers.layout.lines import Line, LineKind, lines_of
from documents.papers.layout.paper_table import PaperTable, cells_of
from documents.papers.layout.worded import worded

_ENDS = (".", ";", ":", "!", "?", "…", "/.", '."', ".”", ";”")
_FULL, _WIDEST = 60, 130
"""Letters: a line that ends so late was broken by the margin and not by the writer; longer, by nobody."""
_LABEL = re.compile(r"^[\s*_]*[^\W\d_][^:.;]{2,40}:")
_LONGEST = 3_000
"""Letters of one block; a long paragraph has two thousand."""
_SHORT_HEADING = 220
_LOUD = 0.85


def paper_of(
    name: str, text: str, pages: tuple[int, ...] = (), scanned: tuple[ScannedWord, ...] = ()
) -> Paper:
    """The paper with its blocks. `text` is in NFC; rows of tables are written with "|" between cells."""
    return Paper(name, text, tuple(_blocks(text)), pages, scanned)


def _blocks(text: str) -> Iterator[Block]:
    number = 0
    for group in _groups(list(lines_of(text))):
        if isinstance(group, PaperTable):
            number += 1
            yield from (piece for cell in cells_of(text, group, number) for piece in _pieces(text, cell))
        else:
            yield from _pieces(text, _block(text, group))


def _pieces(text: str, block: Block) -> Iterator[Block]:
    """The block, or its pieces where nobody writes so much without a break: all reading is by the block."""
    at = block.start
    while block.end - at > _LONGEST:
        cut = max(text.rfind(" ", at, at + _LONGEST), text.rfind("\n", at, at + _LONGEST))
        cut = cut if cut > at else at + _LONGEST
        yield replace(block, start=at, end=cut, words=worded(text, at, cut))
        at = cut
    whole = at == block.start
    yield block if whole else replace(block, start=at, words=worded(text, at, block.end))


def _groups(lines: list[Line]) -> Iterator[list[Line] | PaperTable]:
    """Lines that belong together: a paragraph over its breaks, or the lines of a table."""
    open_lines: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.kind is LineKind.ROW:
            table = PaperTable.starting(lines, at)
            # What stands above the first stroke may be the top of its first cell.
            if open_lines:
                yield open_lines
                open_lines = []
            yield table
            at += len(table.lines)
            continue
        if line.kind is LineKind.WORDS:
            if open_lines and not _goes_on(open_lines[-1], line, lines[at - 1]):
                yield open_lines
                open_lines = []
            open_lines.append(line)
        elif line.kind is LineKind.RULE and open_lines:
            yield open_lines
            open_lines = []
        at += 1
    if open_lines:
        yield open_lines


def _goes_on(last: Line, line: Line, above: Line) -> bool:
    """Whether `line` goes on with the sentence of `last`; `above` is what stands between, if anything."""
    end, begin = last.text.rstrip(" \t*_"), line.text.lstrip(' \t*_“"(')
    if line.heading or last.heading or not begin or not end:
        return False
    if line.mark:
        return _looks_broken_off(end, line)
    small = begin[0].islower() or begin[0].isdigit()
    if above.kind in (LineKind.BLANK, LineKind.PAGE_NUMBER):
        return small and not end.endswith(_ENDS)
    if end.endswith(_ENDS):
        return False
    if small or line.text.lstrip().startswith(("(", "“", '"')):
        return True
    return _FULL <= len(last.text.strip()) <= _WIDEST and not _LABEL.match(line.text)


_BROKEN = re.compile(r"(?:ngày|tháng|năm|trước|số|từ|đến|và|của|các|hạn|quý|[,/-])$", re.IGNORECASE)


_RANGE_END = re.compile(r"\s*[-–]\s*\d{1,2}[/.-]\d")


def _looks_broken_off(end: str, line: Line) -> bool:
    """The line above ends in a word that wants another, and the next begins with a number or its range."""
    if line.mark[:1] in "-–" and _RANGE_END.match(line.text):
        return end[-1].isdigit()
    return bool(_BROKEN.search(end)) and line.mark[:1].isdigit()


def _block(text: str, lines: Iterable[Line]) -> Block:
    rows = list(lines)
    first, start, end = rows[0], rows[0].start, rows[-1].end
    words = worded(text, start, end)
    loud = not first.depth and _is_loud(words.said)
    heading = first.heading or loud or (first.depth in (1, 2, 3) and _is_heading(words.said))
    kind = BlockKind.HEADING if heading else BlockKind.TEXT
    return Block(kind, start, end, words, first.mark, 1 if loud else first.depth)


def _is_heading(said: str) -> bool:
    return len(said) <= _SHORT_HEADING and not said.endswith((".", ";", "./"))


def _is_loud(said: str) -> bool:
    """Written in capitals from end to end, as headings without a number are."""
    letters = [letter for letter in said if letter.isalpha()]
    loud = sum(letter.isupper() for letter in letters)
    return len(letters) >= 8 and len(said) <= _SHORT_HEADING and loud >= len(letters) * _LOUD
