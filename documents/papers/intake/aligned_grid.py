"""Tables without lines: columns that stay apart below a head of column names, where nothing crosses them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low

from documents.papers.intake.pdf_letters import PlacedLetter, Spot
from documents.papers.intake.ruled_grid import Grid
from documents.papers.layout.lines import mark_of
from documents.papers.layout.paper_table import COLUMN_HEAD
from documents.papers.layout.worded import SMALL, key_of

_APART, _COLUMNS_APART = 0.5, 5.0
"""In heights of the letters between two words of one cell at most; in points between two columns at least."""
_FEWEST, _MOST_HEAD = 3, 6
"""Columns; lines of a head."""
_NUMBER = re.compile(r"\d{1,3}[.)]?$")
COLUMN_NAME = re.compile(rf"(?<!\w){COLUMN_HEAD.pattern.removeprefix('^')}")
_NUMBERED = re.compile(r"(?:s?tt|số tt|số thứ tự)$")
_AFTER = re.compile(r"nơi nhận|t/?m\.? |k/?t\.? |tl\.? |người lập|trên đây")
_FAR = 3.0
"""Heights of a line: further down something else begins."""
_LOOSE = 0.25

Reach = tuple[float, float]


@dataclass
class TextLine:
    """What stands at one height of the page."""

    spot: Spot
    letters: list[tuple[Spot, str]] = field(default_factory=list)

    @property
    def high(self) -> float:
        return self.spot.bottom - self.spot.top

    def parts(self) -> list[tuple[Reach, str]]:
        """The words between wide blanks, from the left, each with its reach."""
        found: list[tuple[Reach, str]] = []
        for spot, sign in sorted(self.letters):
            last = found[-1] if found else None
            if last is None or spot.left - last[0][1] > _APART * self.high:
                found.append(((spot.left, spot.right), sign))
                continue
            blank = " " if spot.left - last[0][1] > 0.12 * self.high else ""
            found[-1] = ((last[0][0], max(last[0][1], spot.right)), last[1] + blank + sign)
        return found


_NAMED = 3


def may_have_columns(text: str) -> bool:
    """Whether somewhere near each other so many names of columns begin a line that looking closer pays."""
    lines = [key_of(line) for line in text.split("\n")]
    named = [at for at, line in enumerate(lines) if len(line) <= 90 and COLUMN_HEAD.match(line)]
    # Names that share a line begin only one: "TT Nội dung Chủ trì".
    alone = any(len(list(COLUMN_NAME.finditer(lines[at]))) >= _NAMED for at in named)
    return alone or any(
        third - first <= 2 * _MOST_HEAD for first, third in zip(named, named[2:], strict=False)
    )


def text_lines(letters: Sequence[PlacedLetter]) -> list[TextLine]:
    """The lines of a page from above."""
    seen = [(one.spot, one.sign) for one in letters if one.spot is not None and one.sign.strip()]
    found: list[TextLine] = []
    for spot, sign in sorted(seen, key=lambda one: one[0].down):
        last = found[-1] if found else None
        if last is None or spot.down - last.spot.down > 0.35 * last.high:
            found.append(TextLine(spot))
        found[-1].letters.append((spot, sign))
    return found


def aligned_grids(letters: Sequence[PlacedLetter]) -> list[Grid]:
    """The tables of a page from above."""
    lines = text_lines(letters)
    found: list[Grid] = []
    at = 0
    while at < len(lines):
        if _is_head(lines[at]) and (table := _AlignedTable.starting(lines, at)):
            if grid := table.grid():
                found.append(grid)
            at = table.end
        at += 1
    return found


def _is_head(line: TextLine) -> bool:
    parts = [key_of(words) for _, words in line.parts()]
    named = sum(1 for one in parts if COLUMN_HEAD.match(one) and len(one) <= 40 and not re.search(r"\d", one))
    return len(parts) >= 2 and named >= 2 and 2 * named >= len(parts)


@dataclass(frozen=True)
class _AlignedTable:
    """The lines of a table, of which `body` is the first below its head and `end` the first after it."""

    lines: list[TextLine]
    start: int
    body: int
    end: int
    columns: list[Reach]
    numbered: bool

    @classmethod
    def starting(cls, lines: list[TextLine], start: int) -> _AlignedTable | None:
        """None where its columns are few, or do not stay apart."""
        body = _body(lines, start)
        columns = _reaches([], *lines[start:body])
        count = len(columns)
        if body == len(lines) or count < _FEWEST:
            return None
        left = [
            words for line in lines[start:body] for reach, words in line.parts() if reach[0] < columns[0][1]
        ]
        end = body
        while end < len(lines) and not _is_over(lines, end):
            wider = _reaches(columns, lines[end])
            if len(wider) < count:
                break
            columns, end = wider, end + 1
        numbered = any(_NUMBERED.match(key_of(words)) for words in left)
        return cls(lines, start, body, end, columns, numbered) if len(columns) == count else None

    def grid(self) -> Grid | None:
        """None where it is not sure which lines make a row."""
        firsts = self._by_numbers() or self._by_gaps()
        if firsts is None or len(firsts) < 2:
            return None
        tops = [self.lines[at].spot.top for at in (self.start, *firsts)]
        last = max(line.spot.bottom for line in self.lines[self.body : self.end])
        levels = (tops[0] - 1, *((self._bottom(at) + self.lines[at].spot.top) / 2 for at in firsts), last + 1)
        between = [(one[1] + other[0]) / 2 for one, other in pairwise(self.columns)]
        sides = (self.columns[0][0] - 1, *between, self.columns[-1][1] + 1)
        places = [(row, column) for row in range(len(levels) - 1) for column in range(len(sides) - 1)]
        return Grid(sides, levels, {place: place for place in places})

    def _bottom(self, at: int) -> float:
        return max(line.spot.bottom for line in self.lines[self.start : at])

    def _numbers(self) -> list[int]:
        return [at for at in range(self.body, self.end) if _NUMBER.match(self._cells(at).get(0, ""))]

    def _cells(self, at: int) -> dict[int, str]:
        """The words of a line by column."""
        cells: dict[int, str] = {}
        for reach, words in self.lines[at].parts():
            column = next((n for n, one in enumerate(self.columns) if one[0] - 1 <= reach[0] <= one[1]), -1)
            cells[column] = f"{cells[column]} {words}" if column in cells else words
        return cells

    def _by_numbers(self) -> list[int] | None:
        """Rows whose cells all begin beside the number; None where one may begin above or below."""
        firsts = self._numbers() if self.numbered else []
        if not firsts or firsts[0] != self.body:
            return None
        for first, after in pairwise([*firsts, self.end]):
            filled = {column for at in range(first, after) for column in self._cells(at)}
            begun = self._cells(first)
            if not filled <= set(begun) or any(words[0] in SMALL for words in begun.values()):
                return None
        return firsts

    def _by_gaps(self) -> list[int] | None:
        """Rows that a wider gap parts; where they are numbered, each has one number."""
        gaps = [self.lines[at].spot.top - self._bottom(at) for at in range(self.body + 1, self.end)]
        if not gaps:
            return None
        wide = median_low(sorted(gaps)[: len(gaps) // 2 + 1]) + _LOOSE * self.lines[self.body].high
        firsts = [self.body, *(self.body + 1 + at for at, gap in enumerate(gaps) if gap > wide)]
        numbers = self._numbers()
        for first, after in pairwise([*firsts, self.end]):
            filled = {column for at in range(first, after) for column in self._cells(at)}
            if len(filled) < 2 or (self.numbered and sum(first <= at < after for at in numbers) != 1):
                return None
        return firsts


def _body(lines: list[TextLine], start: int) -> int:
    """The first line below the head: it begins with a number, or stands apart."""
    near = range(start + 1, min(len(lines), start + _MOST_HEAD + 1))
    numbered = next((at for at in near if _NUMBER.match(lines[at].parts()[0][1])), None)
    gaps = [lines[at].spot.top - lines[at - 1].spot.bottom for at in near]
    wide = min(gaps, default=0.0) + _LOOSE * lines[start].high
    apart = next((at for at, gap in zip(near, gaps, strict=True) if gap > wide), None)
    return min((at for at in (numbered, apart) if at is not None), default=start + 1)


def _is_over(lines: list[TextLine], at: int) -> bool:
    gap = lines[at].spot.top - lines[at - 1].spot.bottom
    words = [words for _, words in lines[at].parts()]
    after = any(_AFTER.match(key_of(one)) for one in words)
    return gap > _FAR * lines[at].high or after or mark_of(words[0])[1] == 1 or _is_head(lines[at])


def _reaches(columns: list[Reach], *lines: TextLine) -> list[Reach]:
    """The columns with these lines in them."""
    return list(_joined(sorted([*columns, *(reach for line in lines for reach, _ in line.parts())])))


def _joined(reaches: list[Reach]) -> Iterator[Reach]:
    open_one = reaches[0]
    for one in reaches[1:]:
        if one[0] - open_one[1] < _COLUMNS_APART:
            open_one = (open_one[0], max(open_one[1], one[1]))
            continue
        yield open_one
        open_one = one
    yield open_one
