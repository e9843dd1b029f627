"""A page of a PDF as text and tables from above: every letter in one of them, none lost and none twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.papers.intake.paper_lines import Cell
from documents.papers.intake.pdf_letters import PlacedLetter, Spot
from documents.papers.intake.ruled_grid import Grid, Place
from documents.papers.layout.lines import mark_of

_TEXT: Place = (-1, -1)


@dataclass(frozen=True, slots=True)
class PageTable:
    """The rows of a table, or of its part on one page, and the sides of its columns."""

    rows: list[list[Cell]]
    sides: tuple[float, ...]

    def goes_on(self, other: PageTable) -> bool:
        """Whether the other has the same columns."""
        pairs = zip(self.sides, other.sides, strict=False)
        return len(self.sides) == len(other.sides) and all(abs(one - two) <= 4 for one, two in pairs)


Piece = str | PageTable


def pieces_of(letters: Sequence[PlacedLetter], grids: Sequence[Grid]) -> list[Piece]:
    """The page from above; grids in which a word would be cut or that hold next to nothing are text."""
    sure = [grid for grid in grids if _is_sure(letters, grid)]
    written: dict[tuple[int, Place], _Writing] = defaultdict(_Writing)
    zone, place = 0, _TEXT
    last = None
    for one in letters:
        if one.spot is not None:
            zone, place = _where(one.spot, sure)
        if last not in (None, (zone, place)):
            written[zone, place].end()
        written[zone, place].add(one)
        last = zone, place
    return list(_pieces(sure, written))


def _pieces(grids: Sequence[Grid], written: dict[tuple[int, Place], _Writing]) -> Iterator[Piece]:
    for zone in range(len(grids) + 1):
        if (zone, _TEXT) in written:
            yield written[zone, _TEXT].text()
        if zone < len(grids):
            rows, columns = grids[zone].size
            cells = [
                [written[zone, (row, column)].cell() for column in range(columns)] for row in range(rows)
            ]
            yield PageTable([row for row in cells if any(row)], grids[zone].sides)


def _where(spot: Spot, grids: Sequence[Grid]) -> tuple[int, Place]:
    """Which table and cell, or behind how many tables."""
    for number, grid in enumerate(grids):
        if (place := grid.place(spot)) is not None:
            return number, place
    return sum(grid.spot.top < spot.down for grid in grids), _TEXT


def _is_sure(letters: Sequence[PlacedLetter], grid: Grid) -> bool:
    """No word over a side of a cell, and letters in two rows and two columns."""
    used: set[Place] = set()
    before: Spot | None = None
    for one in letters:
        if one.spot is None or not one.sign.strip():
            before = None
            continue
        place = grid.place(one.spot)
        if before is not None and _joined(before, one.spot) and grid.place(before) != place:
            return False
        before = one.spot
        if place is not None:
            used.add(place)
    return len({row for row, _ in used}) > 1 and len({column for _, column in used}) > 1


def _joined(one: Spot, other: Spot) -> bool:
    """Whether two letters that follow each other are of one word."""
    high = other.bottom - other.top
    return abs(one.down - other.down) < 0.3 * high and -high < other.left - one.right < 0.12 * high


class _Writing:
    """The letters of one stretch, line by line."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, list[str]]] = []
        self.open = False

    def add(self, letter: PlacedLetter) -> None:
        if letter.sign in ("\r", "\n"):
            self.end()
            return
        if not self.open:
            if letter.spot is None:
                return
            self.lines.append((letter.spot.down, []))
            self.open = True
        self.lines[-1][1].append(letter.sign)

    def end(self) -> None:
        self.open = False

    def text(self) -> str:
        return "\n".join("".join(signs) for _, signs in self.lines)

    def cell(self) -> Cell:
        """The paragraphs: lines that only the side of the cell broke are one."""
        paragraphs: Cell = []
        for _, signs in sorted(self.lines, key=lambda line: line[0]):
            said = "".join(signs).strip()
            if not said:
                continue
            if paragraphs and not mark_of(said)[1]:
                paragraphs[-1] += f" {said}"
            else:
                paragraphs.append(said)
        return paragraphs
