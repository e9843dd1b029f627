"""Tables by their ruling lines: rows, columns and merged cells; only where the lines leave no doubt."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from documents.papers.intake.pdf_letters import DrawnRule, Spot

Place = tuple[int, int]
"""Row and column."""
_NEAR = 3.0
"""Points: lines that miss each other by less meet."""
_ASIDE = 12.0
"""Points that rows reach past the last line along a column, where a table has no lines at its sides."""
_MOST_RULES, _MOST_LINES, _MOST_CELLS = 6_000, 600, 6_000
"""As drawn, and joined; a dense page has fifty lines."""


@dataclass(frozen=True)
class Grid:
    """The sides of the columns from the left, of the rows from above, and what each cell belongs to."""

    sides: tuple[float, ...]
    levels: tuple[float, ...]
    first: dict[Place, Place]
    """The upper left cell of each merged one; its own place for all others."""

    @property
    def spot(self) -> Spot:
        return Spot(self.sides[0], self.levels[0], self.sides[-1], self.levels[-1])

    @property
    def size(self) -> Place:
        return len(self.levels) - 1, len(self.sides) - 1

    def place(self, spot: Spot) -> Place | None:
        """The cell in which the middle of a rectangle lies."""
        row = bisect_right(self.levels, spot.down) - 1
        column = bisect_right(self.sides, spot.across) - 1
        rows, columns = self.size
        return self.first[row, column] if 0 <= row < rows and 0 <= column < columns else None


def grids_of(rules: Sequence[DrawnRule]) -> list[Grid]:
    """The tables of a page from above."""
    if len(rules) > _MOST_RULES:
        return []
    joined = [*_joined(one for one in rules if one.flat), *_joined(one for one in rules if not one.flat)]
    if len(joined) > _MOST_LINES:
        return []
    found = [grid for group in _meeting(joined) if (grid := _Lines(group).grid())]
    return sorted(found, key=lambda grid: grid.spot.top)


def _joined(rules: Iterable[DrawnRule]) -> Iterator[DrawnRule]:
    """Lines drawn piece by piece as one each."""
    waiting: list[DrawnRule] = []
    for one in sorted(rules, key=lambda rule: (round(rule.at / _NEAR), rule.begin)):
        same = next(
            (at for at, two in enumerate(waiting[-4:], max(0, len(waiting) - 4)) if _goes_on(two, one)), None
        )
        if same is None:
            waiting.append(one)
        else:
            two = waiting[same]
            waiting[same] = DrawnRule(one.flat, two.at, min(two.begin, one.begin), max(two.end, one.end))
    yield from waiting


def _goes_on(one: DrawnRule, other: DrawnRule) -> bool:
    return (
        abs(one.at - other.at) <= _NEAR and other.begin <= one.end + _NEAR and one.begin <= other.end + _NEAR
    )


def _meeting(rules: list[DrawnRule]) -> Iterator[list[DrawnRule]]:
    """Groups of lines that cross or touch each other."""
    groups: list[list[DrawnRule]] = []
    for one in rules:
        touched = [group for group in groups if any(_touch(one, other) for other in group)]
        groups = [group for group in groups if not any(group is other for other in touched)]
        groups.append([one, *(rule for group in touched for rule in group)])
    yield from groups


def _touch(one: DrawnRule, other: DrawnRule) -> bool:
    if one.flat == other.flat:
        return False
    crosses = one.begin - _NEAR <= other.at <= one.end + _NEAR
    return crosses and other.begin - _NEAR <= one.at <= other.end + _NEAR


@dataclass(frozen=True)
class _Lines:
    """Lines that belong together."""

    rules: list[DrawnRule]

    @cached_property
    def _flat(self) -> list[DrawnRule]:
        return [one for one in self.rules if one.flat]

    @cached_property
    def _upright(self) -> list[DrawnRule]:
        return [one for one in self.rules if not one.flat]

    def grid(self) -> Grid | None:
        """None where the lines are no table of two rows and two columns, or enclose what is no rectangle."""
        levels = _apart(one.at for one in self._flat)
        sides = _apart(one.at for one in self._upright)
        if not levels or not sides:
            return None
        begin, end = min(one.begin for one in self._flat), max(one.end for one in self._flat)
        sides = [*([begin] if begin < sides[0] - _ASIDE else []), *sides]
        sides = [*sides, *([end] if end > sides[-1] + _ASIDE else [])]
        rows, columns = len(levels) - 1, len(sides) - 1
        if rows < 2 or columns < 2 or rows * columns > _MOST_CELLS:
            return None
        first = self._merged(levels, sides)
        return Grid(tuple(sides), tuple(levels), first) if first else None

    def _merged(self, levels: list[float], sides: list[float]) -> dict[Place, Place] | None:
        first: dict[Place, Place] = {}
        for row in range(len(levels) - 1):
            for column in range(len(sides) - 1):
                across, down = (sides[column] + sides[column + 1]) / 2, (levels[row] + levels[row + 1]) / 2
                left = (
                    (row, column - 1) if column and not _parted(self._upright, sides[column], down) else None
                )
                above = (row - 1, column) if row and not _parted(self._flat, levels[row], across) else None
                roots = {first[one] for one in (left, above) if one}
                # Parts of one cell that were taken for two would not be a rectangle.
                first[row, column] = min(roots, default=(row, column))
        return first if _are_rectangles(first) else None


def _parted(rules: list[DrawnRule], at: float, beside: float) -> bool:
    return any(abs(one.at - at) <= _NEAR and one.begin < beside < one.end for one in rules)


def _apart(places: Iterable[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 2 * _NEAR:
            found.append(place)
    return found


def _are_rectangles(first: dict[Place, Place]) -> bool:
    cells: dict[Place, list[Place]] = defaultdict(list)
    for place, root in first.items():
        cells[root].append(place)
    for root, places in cells.items():
        rows, columns = {row for row, _ in places}, {column for _, column in places}
        if len(places) != len(rows) * len(columns) or min(rows) != root[0] or min(columns) != root[1]:
            return False
    return True
