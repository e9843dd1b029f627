"""PDFs with tables drawn on the spot: cells of several lines, with lines around them or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import wrap

from tests.unit.documents.papers import made_files as made

WIDE, LINE, PAD = 6.0, 16.0, 5.0
"""Points of a letter, of a line, and around what stands in a cell."""
LEFT, TOP, BOTTOM = 40.0, 760.0, 60.0


@dataclass
class DrawnPage:
    """One page, from above."""

    letters: list[tuple[float, float, str]] = field(default_factory=list)
    """From the left, from below, what is written there."""
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    """From where to where a line is drawn."""
    down: float = TOP

    def line(self, text: str, left: float = LEFT) -> None:
        self.letters.append((left, self.down, text))
        self.down -= LINE

    def beside(self, *texts: list[str], lefts: tuple[float, ...] = (60.0, 480.0)) -> None:
        """Columns without a table, as the head and the foot of a paper have them."""
        top = self.down
        for left, lines in zip(lefts, texts, strict=True):
            for at, text in enumerate(lines):
                self.letters.append((left, top - at * LINE, text))
        self.down = top - max(map(len, texts)) * LINE


def lines_in(row: list[str], letters: list[int]) -> list[list[str]]:
    return [wrap(cell, width) for cell, width in zip(row, letters, strict=True)]


def draw(
    page: DrawnPage,
    rows: list[list[str]],
    letters: list[int],
    *,
    ruled: bool = True,
    middle: bool = False,
    merged: bool = False,
    pad: float = PAD,
) -> None:
    """The rows below what is there; `merged`: an empty cell belongs to the one above it."""
    sides = [LEFT - PAD]
    for width in letters:
        sides.append(sides[-1] + width * WIDE + 2 * PAD)
    for number, row in enumerate(rows):
        cells = lines_in(row, letters)
        high = max(map(len, cells)) * LINE + 2 * pad
        for column, lines in enumerate(cells):
            top = page.down + 12 - pad - ((high - 2 * pad - len(lines) * LINE) / 2 if middle else 0)
            for at, text in enumerate(lines):
                page.letters.append((sides[column] + PAD, top - at * LINE - 12, text))
            if ruled and not (merged and number and not row[column]):
                page.rules.append((sides[column], page.down + 12, sides[column + 1], page.down + 12))
        if ruled:
            page.rules.extend((side, page.down + 12, side, page.down + 12 - high) for side in sides)
        page.down -= high
    if ruled:
        page.rules.append((sides[0], page.down + 12, sides[-1], page.down + 12))
    page.down -= LINE


def drawn(*pages: DrawnPage) -> bytes:
    """The file."""
    streams = []
    for page in pages:
        said = " ".join(
            f"1 0 0 1 {x:.1f} {y:.1f} Tm <{text.encode('utf-16-be').hex()}> Tj" for x, y, text in page.letters
        )
        lines = " ".join(f"{x} {y} m {x2} {y2} l S" for x, y, x2, y2 in page.rules)
        streams.append(f"{lines} BT /F 12 Tf {said} ET")
    return made.pdf_of(streams)
