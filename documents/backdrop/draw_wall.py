"""A backdrop as SVG, PNG and PDF: yellow outlines on red, in the proportions of its wall."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import BytesIO
from typing import Literal, TypeAlias

import resvg_py
from fontTools.pens.basePen import BasePen
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from documents.backdrop.lettering import Lettering
from documents.backdrop.wall_layout import WallLayout

RED, YELLOW = "#c8102e", "#ffdd00"
PIXELS = 4000
"""Width of the PNG: sharp on a projector and on a screen of a hall; a printer takes the PDF."""
_POINT = 72 / 25.4
_LARGEST_PAGE = 5000
"""Millimetres: readers of PDF go no further, a larger wall is drawn a tenth of its size."""

WallKind: TypeAlias = Literal["svg", "png", "pdf"]


def draw(layout: WallLayout, kind: WallKind, letters: Lettering) -> bytes:
    """The file."""
    if kind == "pdf":
        return _pdf(layout, letters)
    if kind == "svg":
        return _svg(layout, letters, f'width="{layout.width:g}mm" height="{layout.height:g}mm"').encode()
    size = f'width="{PIXELS}" height="{round(PIXELS * layout.height / layout.width)}"'
    return bytes(resvg_py.svg_to_bytes(svg_string=_svg(layout, letters, size)))


def scale(layout: WallLayout) -> int:
    """How many times smaller than the wall the page of the PDF is."""
    return 1 if max(layout.width, layout.height) <= _LARGEST_PAGE else 10


def _svg(layout: WallLayout, letters: Lettering, size: str) -> str:
    wide, high = f"{layout.width:g}", f"{layout.height:g}"
    lines = "\n".join(
        f'<path d="{letters.outline(line.words, line.x, line.y, line.size)}"/>' for line in layout.lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
        f' viewBox="0 0 {wide} {high}" role="img">\n<title>{escape(layout.told, quote=False)}</title>\n'
        f'<rect width="{wide}" height="{high}" fill="{RED}"/>\n<g fill="{YELLOW}">\n{lines}\n</g>\n</svg>\n'
    )


def _pdf(layout: WallLayout, letters: Lettering) -> bytes:
    unit = _POINT / scale(layout)
    file = BytesIO()
    page = Canvas(file, pagesize=(layout.width * unit, layout.height * unit), invariant=True)
    page.setTitle(layout.told)
    page.setFillColor(HexColor(RED))
    page.rect(0, 0, layout.width * unit, layout.height * unit, stroke=0, fill=1)
    page.setFillColor(HexColor(YELLOW))
    for line in layout.lines:
        way = page.beginPath()
        letters.draw(
            _PathPen(way, letters),
            line.words,
            line.x * unit,
            (layout.height - line.y) * unit,
            line.size * unit,
        )
        page.drawPath(way, stroke=0, fill=1, fillMode=1)
    with _as_bytes():
        page.save()
    return file.getvalue()


@contextmanager
def _as_bytes() -> Iterator[None]:
    """Kept as it is packed: spelled in letters, as usual, it takes a quarter more room and twice the time."""
    usual, rl_config.useA85 = rl_config.useA85, 0
    try:
        yield
    finally:
        rl_config.useA85 = usual


class _PathPen(BasePen):
    """Draws on a path of a PDF page."""

    def __init__(self, way: PDFPathObject, letters: Lettering) -> None:
        super().__init__(letters.glyphs)
        self._way = way

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._way.moveTo(*pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._way.lineTo(*pt)

    def _curveToOne(
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self._way.curveTo(*pt1, *pt2, *pt3)

    def _closePath(self) -> None:
        self._way.close()
