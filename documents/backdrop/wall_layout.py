"""Where each line of a backdrop stands: as large as the wall allows, the title balanced over its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.backdrop import balance
from documents.backdrop.lettering import Lettering
from documents.backdrop.wall_words import WallWords

_ABOVE, _HEAD, _DATE = 0.62, 1.3, 0.55
"""Size of the committee's line, of the head and of the date, beside that of the title."""
_AFTER_ABOVE, _AFTER_HEAD, _BEFORE_DATE = 0.9, 0.75, 0.95
"""Room below and above them, in sizes of the title."""
_LEADING, _ACCENT = 1.32, 0.3
"""From line to line; what stands above a capital that carries a mark (Ế, Ộ)."""
_WIDE, _HIGH = 0.88, 0.8
"""Share of the wall that letters may fill."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of words, from its left end on its foot, counted in millimetres from the wall's upper left."""

    words: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class WallLayout:
    """A wall and all that stands on it, in millimetres."""

    width: float
    height: float
    lines: tuple[PlacedLine, ...]

    @property
    def told(self) -> str:
        """The words from top to bottom, for whoever cannot see them."""
        return " / ".join(line.words for line in self.lines)


def lay_out(words: WallWords, width: float, height: float, letters: Lettering) -> WallLayout:
    """Put the words on a wall of that many millimetres, with the number of title lines that is read best."""
    title = tuple(filter(None, map(letters.can_write, words.title)))
    splits = [
        balance.lines(title, many, letters.width, words.breaks)
        for many in range(1, min(balance.MOST_LINES, len(title)) + 1)
    ] or [()]
    sized = [(_size(words, split, width, height, letters), split) for split in splits]
    largest = max(size for size, _ in sized)
    # Fewer lines read more easily: one more has to make the letters clearly larger.
    size, split = next((size, split) for size, split in sized if size >= 0.93 * largest)
    return WallLayout(width, height, tuple(_placed(words, split, size, width, height, letters)))


def _parts(words: WallWords, title: Sequence[str]) -> list[tuple[str, float, float]]:
    """Each line with its size beside the title's, and the room below it."""
    rows = [(words.above, _ABOVE, _AFTER_ABOVE), (words.head, _HEAD, _AFTER_HEAD)]
    rows += [(line, 1.0, _LEADING - 1) for line in title]
    rows[-1] = (*rows[-1][:2], _BEFORE_DATE)
    return [*rows, (words.date, _DATE, 0.0)]


def _size(words: WallWords, title: Sequence[str], width: float, height: float, letters: Lettering) -> float:
    """The title's size with which everything just fits."""
    rows = _parts(words, title)
    high = sum(size + after for _, size, after in rows) + _ACCENT
    wide = max(letters.width(line) * size for line, size, _ in rows)
    return min(_HIGH * height / high, _WIDE * width / wide if wide else height)


def _placed(
    words: WallWords, title: Sequence[str], size: float, width: float, height: float, letters: Lettering
) -> list[PlacedLine]:
    rows = _parts(words, title)
    high = sum(share + after for _, share, after in rows) * size
    y, placed = (height - high) / 2, list[PlacedLine]()
    for line, share, after in rows:
        line = letters.can_write(line)
        own = share * size
        # A capital is about seven tenths of its size high; its mark stands above it.
        placed.append(PlacedLine(line, (width - letters.width(line, own)) / 2, y + 0.9 * own, own))
        y += own + after * size
    return placed
