"""Units as cells: with their names while there are few, else as small squares, for a country as bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cascade.words import share, state_name
from documents.picture_data import DONE, GRAVITY, Cell, Group, Row
from documents.svg import cut, rect, text

COLOURS = {
    "late": "#d64545",
    "returned": "#e8a33d",
    "open": "#4c8bf5",
    "planned": "#b9c9de",
    "waiting": "#d3d9e1",
    "submitted": "#86c79b",
    "accepted": "#2f8f55",
    "exempt": "#eceff3",
    "withdrawn": "#eceff3",
    "meeting": "#7c5cbf",
}
WHITE_WORDS = {"late", "open", "accepted", "meeting"}
NAMED, NAMED_ALONE, SQUARES = 48, 150, 3000
"""Up to so many cells bear names (more, if nothing groups them); up to so many are drawn one by one."""

Drawn = tuple[list[str], float]
"""Shapes, and the height they take."""


def state_word(state: str, lang: str) -> str:
    """How a state is called; a plan that is not issued has none yet."""
    if state == "planned":
        return "not issued" if lang == "en" else "chưa ban hành"
    return state_name(state, lang)


def cells(row: Row, left: float, top: float, width: float, lang: str) -> Drawn:
    """All units of one level."""
    count = sum(len(group.cells) for group in row.groups)
    if count <= NAMED or (count <= NAMED_ALONE and len(row.groups) == 1):
        return _named([cell for group in row.groups for cell in group.cells], left, top, width, lang)
    return _blocks(row.groups, left, top, width, lang, one_by_one=count <= SQUARES)


def _named(found: list[Cell], left: float, top: float, width: float, lang: str) -> Drawn:
    columns = max(1, int(width // 152))
    wide, high = width / columns, 27
    shapes = []
    for place, cell in enumerate(found):
        x, y = left + place % columns * wide, top + place // columns * high
        told = f"{cell.name}: {state_word(cell.state, lang)}"
        ink = "#fff" if cell.state in WHITE_WORDS else "#1f2933"
        shapes.append(rect(x, y, wide - 5, high - 5, COLOURS[cell.state], rx="4", title=told))
        shapes.append(text(x + 7, y + 15, cut(cell.name, wide - 18, 11), 11, ink))
    return shapes, -(-len(found) // columns) * high


def _blocks(
    groups: tuple[Group, ...], left: float, top: float, width: float, lang: str, *, one_by_one: bool
) -> Drawn:
    """Groups side by side; a line of blocks is as high as its highest."""
    columns = max(1, int(width // 205))
    wide = width / columns
    shapes: list[str] = []
    y = top
    for start in range(0, len(groups), columns):
        highest = 0.0
        for place, group in enumerate(groups[start : start + columns]):
            drawn, high = _block(group, left + place * wide, y, wide - 14, lang, one_by_one=one_by_one)
            shapes += drawn
            highest = max(highest, high)
        y += highest + 8
    return shapes, y - top


def _block(group: Group, x: float, y: float, width: float, lang: str, *, one_by_one: bool) -> Drawn:
    done = sum(cell.state in DONE for cell in group.cells)
    issued = any(cell.state != "planned" for cell in group.cells)
    sums = share(done, len(group.cells), lang).partition(" ")[0] if issued else str(len(group.cells))
    late = any(cell.state == "late" for cell in group.cells)
    shapes = [
        text(x, y + 10, cut(group.name, width - 46, 11), 11, "#323f4b", font_weight="600"),
        text(x + width, y + 10, sums, 11, "#c81e1e" if late else "#52606d", text_anchor="end"),
    ]
    if not one_by_one:
        return [*shapes, *_proportions(group, x, y + 15, width)], 28
    size = 9.0
    across = max(1, int(width // (size + 2)))
    for place, cell in enumerate(group.cells):
        left, top = x + place % across * (size + 2), y + 16 + place // across * (size + 2)
        told = f"{cell.name}: {state_word(cell.state, lang)}"
        shapes.append(rect(left, top, size, size, COLOURS[cell.state], rx="1.5", title=told))
    return shapes, 16 + -(-len(group.cells) // across) * (size + 2)


def _proportions(group: Group, x: float, y: float, width: float) -> Iterator[str]:
    counts = Counter(cell.state for cell in group.cells)
    for state in GRAVITY:
        part = width * counts[state] / len(group.cells)
        if part:
            yield rect(x, y, part, 9, COLOURS[state])
            x += part
