"""What stands where on a page of a PDF: letters and ruling lines, as the page is turned for reading."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

_THIN, _SHORT = 3.0, 4.0
"""Points: no wider is a line, no shorter is one worth looking at."""
_MOST_OBJECTS, _MOST_PARTS = 20_000, 400
_WHITE = 250


class Spot(NamedTuple):
    """A rectangle in points, from the upper left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def across(self) -> float:
        return (self.left + self.right) / 2

    @property
    def down(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PlacedLetter:
    """One sign of the text layer; without a place where the reader put it in: blanks, ends of lines."""

    sign: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """A straight line: along a row (`flat`) or along a column, at one height or one side, between two."""

    flat: bool
    at: float
    begin: float
    end: float


@dataclass(frozen=True)
class PageView:
    """How the page is turned and how large it is, before turning."""

    turned: int
    width: float
    height: float

    @classmethod
    def of(cls, page: Any) -> PageView:
        import pypdfium2.raw as pdfium

        turned = pdfium.FPDFPage_GetRotation(page.raw) % 4
        wide, high = page.get_width(), page.get_height()
        return cls(turned, *((high, wide) if turned % 2 else (wide, high)))

    def spot(self, left: float, bottom: float, right: float, top: float) -> Spot:
        """The rectangle as it is read, from the upper left corner."""
        if self.turned == 1:
            return Spot(bottom, left, top, right)
        if self.turned == 2:
            return Spot(self.width - right, bottom, self.width - left, top)
        if self.turned == 3:
            return Spot(self.height - top, self.width - right, self.height - bottom, self.width - left)
        return Spot(left, self.height - top, right, self.height - bottom)


def letters_of(layer: Any, view: PageView) -> list[PlacedLetter]:
    """All signs of the text layer in its order."""
    import pypdfium2.raw as pdfium

    box, found = pdfium.FS_RECTF(), list[PlacedLetter]()
    text = layer.raw
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        placed = not pdfium.FPDFText_IsGenerated(text, at) and pdfium.FPDFText_GetLooseCharBox(text, at, box)
        spot = view.spot(box.left, box.bottom, box.right, box.top) if placed else None
        found.append(PlacedLetter(chr(code) if code and code != 0xFFFE else "", spot))
    return found


def rules_of(page: Any, view: PageView) -> list[DrawnRule]:
    """The ruling lines that are drawn and can be seen, also as thin areas or as sides of boxes."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page.raw)
    rules: list[DrawnRule] = []
    for at in range(min(count, _MOST_OBJECTS)):
        one = pdfium.FPDFPage_GetObject(page.raw, at)
        if pdfium.FPDFPageObj_GetType(one) == pdfium.FPDF_PAGEOBJ_PATH:
            rules.extend(_rules_in(pdfium, one, view))
    return rules


def _rules_in(pdfium: Any, path: Any, view: PageView) -> Iterator[DrawnRule]:
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, filled, stroked)
    colour = pdfium.FPDFPageObj_GetStrokeColor if stroked.value else pdfium.FPDFPageObj_GetFillColor
    if not (filled.value or stroked.value) or _is_unseen(colour, path):
        return
    for points in _parts(pdfium, path):
        across, down = [x for x, _ in points], [y for _, y in points]
        spot = view.spot(min(across), min(down), max(across), max(down))
        wide, high = spot.right - spot.left, spot.bottom - spot.top
        if min(wide, high) <= _THIN:
            if max(wide, high) >= _SHORT:
                yield _rule(spot, flat=wide > high)
        elif stroked.value and len(points) in (4, 5):
            yield from (DrawnRule(True, at, spot.left, spot.right) for at in (spot.top, spot.bottom))
            yield from (DrawnRule(False, at, spot.top, spot.bottom) for at in (spot.left, spot.right))


def _rule(spot: Spot, *, flat: bool) -> DrawnRule:
    return (
        DrawnRule(True, spot.down, spot.left, spot.right)
        if flat
        else DrawnRule(False, spot.across, spot.top, spot.bottom)
    )


def _is_unseen(colour: Any, path: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour(path, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _parts(pdfium: Any, path: Any) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a path, on the page; a part with a curve is none of ours."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight = True
    for at in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_PARTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        straight = straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(
            (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
        )
    if straight and len(points) > 1:
        yield points
