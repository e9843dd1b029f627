"""The parts a paper is laid out in, and the place of every fact that is read in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from documents.papers.layout.worded import Worded


class BlockKind(StrEnum):
    """What a block is in the layout."""

    TEXT = "text"
    HEADING = "heading"
    CELL = "cell"


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or one cell of a table."""

    kind: BlockKind
    start: int
    end: int
    words: Worded
    mark: str = ""
    """What it begins with: "II", "1.2", "a)", "-", "+"."""
    depth: int = 0
    """How far down the numbering goes: 1 for "I.", 2 for "1.", 3 for "1.1", 4 for "a)", 5 and 6 for signs."""
    table: int = 0
    row: int = 0
    column: int = 0
    head: str = ""
    """The words at the head of the column, for comparing."""


def unnumbered(block: Block) -> str:
    """The comparing form with blanks for the number of the item: "3.1" over a task is no day in January."""
    mark = block.mark.casefold()
    at = block.words.key.find(mark, 0, len(mark) + 12) if mark[:1].isdigit() else -1
    return block.words.key if at < 0 else block.words.key.replace(mark, " " * len(mark), 1)


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page in shares of its width and height, from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ScannedWord:
    """A word that was read off a picture, and its place in the text."""

    start: int
    end: int
    box: PageBox
    confidence: float
    """From 0 to 1, as the reader of pictures says."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read: the exact words and their place."""

    file: str
    line: int
    phrase: str
    start: int
    end: int
    page: int | None = None
    confidence: float | None = None
    """How sure the reader of a scan was of its least sure word; None where nothing was guessed."""
    box: PageBox | None = None
    """Where on the scanned page, as far as the words stand on that page."""


@dataclass(frozen=True)
class Paper:
    """One file as text, with its blocks in order."""

    name: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...] = ()
    """Where each page begins, if the file has pages."""
    scanned: tuple[ScannedWord, ...] = ()
    """The words that were read off pictures, in order."""

    @cached_property
    def known(self) -> dict[str, Any]:
        """What a reader found in it already, by the name of the reader: several ask for the same."""
        return {}

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(at + 1 for at, letter in enumerate(self.text) if letter == "\n")]

    def line(self, at: int) -> int:
        """The line of a place, from 1."""
        return bisect_right(self._lines, at)

    def source(self, start: int, end: int) -> Source:
        """The words between two places, as a source."""
        page = bisect_right(self.pages, start) or None
        words = self._scanned(start, end)
        sure = min((one.confidence for one in words), default=None)
        over = self.pages[page] if page and page < len(self.pages) else end
        box = _around([one.box for one in words if one.start < over])
        return Source(self.name, self.line(start), self.text[start:end], start, end, page, sure, box)

    def _scanned(self, start: int, end: int) -> list[ScannedWord]:
        first = bisect_right(self.scanned, start, key=lambda one: one.end)
        last = bisect_left(self.scanned, end, key=lambda one: one.start)
        return list(self.scanned[first:last])


def _around(boxes: list[PageBox]) -> PageBox | None:
    """The smallest rectangle that holds them all."""
    if not boxes:
        return None
    return PageBox(
        min(one.left for one in boxes),
        min(one.top for one in boxes),
        max(one.right for one in boxes),
        max(one.bottom for one in boxes),
    )
