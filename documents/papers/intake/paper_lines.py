"""Collects the lines of a paper in the form that all readers share: paragraphs, and "|" between cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from cascade.lang.brought import cleaned
from cascade.lang.vietnamese import composed
from documents.papers.layout.block import PageBox, ScannedWord

SeenWord = tuple[str, PageBox, float]
"""A word on a picture, where it stands, and how sure its reader is, from 0 to 1."""
Cell = list[str]
"""The paragraphs of one cell."""
IN_CELL = "\u2028"
"""Between the paragraphs of a cell: a break that does not end the row."""
_LAYOUT_ROWS, _LAYOUT_COLUMNS = 3, 3
_COLUMN_WORDS = re.compile(
    r"^(?:s?tt|nội dung|nhiệm vụ|công việc|thời gian|đơn vị|cơ quan|họ và tên)\b", re.IGNORECASE
)
_LAYOUT = re.compile(
    r"cộng hòa xã hội|đảng cộng sản|độc lập|nơi nhận|^số ?:|t/?m\.? |k/?t\.? |đoàn tncs", re.IGNORECASE
)


@dataclass
class PaperLines:
    """Lines as they come, with the places where pages begin."""

    lines: list[str] = field(default_factory=list)
    page_starts: list[int] = field(default_factory=list)
    """Numbers of lines."""
    seen: list[tuple[int, ScannedWord]] = field(default_factory=list)
    """Words of scans, each with the number of its line and its place in that line."""

    def paragraph(self, text: str) -> None:
        """One paragraph; breaks inside it are lines of their own."""
        self.lines.extend(_plain(line) for line in text.split("\n"))

    def page(self) -> None:
        """A new page begins here."""
        self.page_starts.append(len(self.lines))

    def scanned(self, words: list[SeenWord]) -> None:
        """One line of a picture."""
        number, at = len(self.lines), 0
        said = []
        for word, box, sure in words:
            plain = _plain(word)
            said.append(plain)
            self.seen.append((number, ScannedWord(at, at + len(plain), box, sure)))
            at += len(plain) + 1
        self.lines.append(" ".join(said))

    def table(self, rows: list[list[Cell]]) -> None:
        """A table of facts row by row; one that only sets two columns side by side as plain lines."""
        if only_places(rows):
            for row in rows:
                for cell in row:
                    for text in cell:
                        self.paragraph(text)
            self.paragraph("")
            return
        self.paragraph("")
        self.rows(rows)
        self.paragraph("")

    def rows(self, rows: list[list[Cell]]) -> None:
        """Rows of a table that is open."""
        for row in rows:
            cells = [
                IN_CELL.join(_plain(line) for text in cell for line in text.split("\n") if line.strip())
                for cell in row
            ]
            self.lines.append(" | ".join(cells) + (" |" if len(cells) == 1 else ""))

    def text(self) -> str:
        """The whole text in NFC."""
        return "\n".join(self.lines)

    def pages(self) -> tuple[int, ...]:
        """The place in the text where each page begins."""
        starts = self._starts()
        return tuple(starts[number] for number in self.page_starts)

    def words_of_scans(self) -> tuple[ScannedWord, ...]:
        """What was read off pictures, each word at its place in the text."""
        starts = self._starts()
        return tuple(
            replace(word, start=starts[number] + word.start, end=starts[number] + word.end)
            for number, word in self.seen
        )

    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts


def _plain(line: str) -> str:
    """One spelling, without what nobody sees; a stroke is kept for the borders of cells."""
    return cleaned(composed(line)).rstrip().replace("|", "/")


def only_places(rows: list[list[Cell]]) -> bool:
    """The head (issuer beside state) and the foot (recipients beside signature) are tables without facts."""
    if len(rows) > _LAYOUT_ROWS or max((len(row) for row in rows), default=0) > _LAYOUT_COLUMNS:
        return False
    texts = [text for row in rows for cell in row for text in cell]
    if any(_LAYOUT.search(text.strip()) for text in texts):
        return True
    return len(rows) == 1 and not any(_COLUMN_WORDS.match(text) for text in texts)
