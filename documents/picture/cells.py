"""Units as cells: with their names while there are few, else as small squares, for a country as bars."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cascade.org.format import share
from cascade.reports.obligation_states import Shown
from documents.picture.patterns import SIZE as SQUARE
from documents.picture.patterns import fill
from documents.picture.picture_data import Cell, Row, UnitCluster
from documents.picture.svg import cut, rect, text, use

NAMED, NAMED_ALONE, SQUARES = 48, 150, 3000
"""Up to so many cells bear names (more, if nothing groups them); up to so many are drawn one by one."""

_OF_A_COMMUNE = re.compile(r"Đảng (?:ủy|uỷ) (xã|phường|đặc khu|thị trấn) ", re.IGNORECASE)

Drawn = tuple[list[str], float]
"""Shapes, and the height they take."""


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
        told = f"{cell.name}: {cell.state.told.said(lang)}"
        ink = "#fff" if cell.state.dark else "#1f2933"
        shapes.append(rect(x, y, wide - 5, high - 5, cell.state.colour, rx="4", title=told))
        # The pattern stands beside the name: across it no one could read it.
        inset = 0
        if fill(cell.state) != cell.state.colour:
            shapes.append(use("c", x + 4, y + 6.5, fill(cell.state)))
            inset = 10
        shapes.append(text(x + 7 + inset, y + 15, cut(_short(cell.name), wide - 18 - inset, 11), 11, ink))
    return shapes, -(-len(found) // columns) * high


def _short(name: str) -> str:
    """ "Đảng ủy phường Móng Cái 2" as "Phường Móng Cái 2": what tells communes apart is not cut off."""
    found = _OF_A_COMMUNE.match(name)
    place = name[found.start(1) :] if found else name
    return place[:1].upper() + place[1:]


def _blocks(
    groups: tuple[UnitCluster, ...], left: float, top: float, width: float, lang: str, *, one_by_one: bool
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


def _block(group: UnitCluster, x: float, y: float, width: float, lang: str, *, one_by_one: bool) -> Drawn:
    done = sum(cell.state.done for cell in group.cells)
    issued = any(cell.state is not Shown.PLANNED for cell in group.cells)
    sums = share(done, len(group.cells), lang).partition(" ")[0] if issued else str(len(group.cells))
    late = any(cell.state is Shown.LATE for cell in group.cells)
    shapes = [
        text(x, y + 10, cut(group.name, width - 46, 11), 11, "#323f4b", font_weight="600"),
        text(x + width, y + 10, sums, 11, "#c81e1e" if late else "#52606d", text_anchor="end"),
    ]
    if not one_by_one:
        return [*shapes, *_proportions(group, x, y + 15, width)], 28
    pitch = SQUARE + 2
    across = max(1, int(width // pitch))
    for place, cell in enumerate(group.cells):
        left, top = x + place % across * pitch, y + 16 + place // across * pitch
        told = f"{cell.name}: {cell.state.told.said(lang)}"
        shapes.append(use("c", left, top, fill(cell.state), told))
    return shapes, 16 + -(-len(group.cells) // across) * pitch


def _proportions(group: UnitCluster, x: float, y: float, width: float) -> Iterator[str]:
    counts = Counter(cell.state for cell in group.cells)
    for state in Shown:
        part = width * counts[state] / len(group.cells)
        if part:
            yield rect(x, y, part, 9, fill(state))
            x += part
