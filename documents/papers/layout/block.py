"""The parts a paper is laid out in, and the place of every fact that is read in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

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
class Source:
    """Where a fact was read: the exact words and their place."""

    file: str
    line: int
    phrase: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True)
class Paper:
    """One file as text, with its blocks in order."""

    name: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...] = ()
    """Where each page begins, if the file has pages."""

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(at + 1 for at, letter in enumerate(self.text) if letter == "\n")]

    def line(self, at: int) -> int:
        """The line of a place, from 1."""
        return bisect_right(self._lines, at)

    def source(self, start: int, end: int) -> Source:
        """The words between two places, as a source."""
        page = bisect_right(self.pages, start) or None
        return Source(self.name, self.line(start), self.text[start:end], start, end, page)
