"""The pages of a PDF one after the other: a table that goes on over a page is one, its broken row too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.papers.intake.paper_lines import Cell, PaperLines, only_places
from documents.papers.intake.pdf_tables import PageTable, Piece
from documents.papers.layout.lines import PAGE_NUMBER
from documents.papers.layout.paper_table import is_column_head
from documents.papers.layout.worded import SMALL

_BELOW = 6
"""Lines of notes below a table that goes on without a head of its own."""
_WHOLE = (".", ";", "!", "?", "/")


def plain_text(text: str) -> str:
    """The text of a page with one sign for the end of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x00", "")


@dataclass
class PdfPages:
    """Collects the pages; what stands between the parts of a table waits until the table is over."""

    lines: PaperLines = field(default_factory=PaperLines)
    _table: PageTable | None = None
    """The table that the next page may go on with; its last row is not written yet."""
    _between: list[str | None] = field(default_factory=list)
    """What came since; None for the begin of a page."""

    def page(self, pieces: Sequence[Piece]) -> None:
        """One page; `pieces` is empty where it is a picture that is read next."""
        if self._table is None:
            self.lines.page()
        else:
            self._between.append(None)
        if not pieces:
            self._close()
        for piece in pieces:
            self._text(piece) if isinstance(piece, str) else self._rows(piece)

    def finished(self) -> PaperLines:
        """All lines."""
        self._close()
        return self.lines

    def _text(self, text: str) -> None:
        if self._table is not None and (not text.strip() or self._may_wait(text)):
            self._between.append(text)
            return
        self._close()
        for line in text.split("\n"):
            self.lines.paragraph(line)

    def _may_wait(self, text: str) -> bool:
        said = [line for line in text.split("\n") if line.strip()]
        return len(said) <= _BELOW

    def _rows(self, table: PageTable) -> None:
        rows = table.rows
        if self._table is not None and self._goes_on(table):
            last, rows = _joined(self._table, rows)
            starts = [one for one in self._between if one is None]
            self._between = [one for one in self._between if one is not None]
            # The page begins behind the row that it broke.
            self.lines.rows([last])
            self.lines.page_starts.extend(len(self.lines.lines) for _ in starts)
        else:
            self._close()
            if only_places(rows):
                self.lines.table(rows)
                return
            self.lines.paragraph("")
        self.lines.rows(rows[:-1])
        self._table = PageTable(rows, table.sides)

    def _goes_on(self, table: PageTable) -> bool:
        """On the next page, in the same columns, with at most page numbers between; or without a head."""
        if self._table is None or None not in self._between or not self._table.goes_on(table):
            return False
        said = [line for one in self._between if one for line in one.split("\n") if line.strip()]
        return all(PAGE_NUMBER.fullmatch(line) for line in said) or not _is_head(table.rows[0])

    def _close(self) -> None:
        if self._table is None:
            return
        self.lines.rows(self._table.rows[-1:])
        self.lines.paragraph("")
        self._table = None
        for one in self._between:
            if one is None:
                self.lines.page()
                continue
            for line in one.split("\n"):
                self.lines.paragraph(line)
        self._between = []


def _is_head(row: list[Cell]) -> bool:
    return is_column_head([" ".join(cell) for cell in row])


def _joined(table: PageTable, rows: list[list[Cell]]) -> tuple[list[Cell], list[list[Cell]]]:
    """The last row of a page, whole again where the page broke it, and the rows that follow."""
    last, head = table.rows[-1], 1 if _is_head(rows[0]) else 0
    if len(rows) <= head or not _is_broken(last, rows[head], table):
        return last, rows
    whole = [_one(*both) for both in zip(last, rows[head], strict=True)]
    return whole, [*rows[:head], *rows[head + 1 :]]


def _is_broken(last: list[Cell], row: list[Cell], table: PageTable) -> bool:
    """It has no number though all above have one, or goes on in small letters with an unfinished sentence."""
    above = [one for one in table.rows if not _is_head(one)]
    if above and all(one[0] for one in above) and not row[0]:
        return True
    both = [(one[-1], other[0]) for one, other in zip(last, row, strict=True) if one and other]
    return any(other[:1] in SMALL and not one.endswith(_WHOLE) for one, other in both)


def _one(upper: Cell, lower: Cell) -> Cell:
    if not upper or not lower:
        return upper or lower
    return [*upper[:-1], f"{upper[-1]} {lower[0]}", *lower[1:]]
