"""Letters as outlines: what is cut in yellow looks the same at every printer's, whatever fonts it has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from documents import ttf_fonts

_UNKNOWN = ".notdef"


class Lettering:
    """One face, asked for widths and outlines; lengths are in the unit of the size that is asked for."""

    def __init__(self, file: Path) -> None:
        # In memory: a font that reads its letters when they are asked for keeps its file open for ever.
        font = TTFont(BytesIO(file.read_bytes()), lazy=True)
        self._names = font.getBestCmap() or {}
        self.glyphs = font.getGlyphSet()
        self._em: int = font["head"].unitsPerEm
        self._widths: dict[str, float] = {}
        self._drawn: dict[str, DecomposingRecordingPen] = {}

    def can_write(self, words: str) -> str:
        """The words without what has no letter in the face (an emoji), which would hang there as a box."""
        return "".join(letter for letter in words if ord(letter) in self._names and letter.isprintable())

    def width(self, words: str, size: float = 1.0) -> float:
        """How wide a line is."""
        return sum(map(self._width, self._line(words))) * size / self._em

    def draw(self, pen: BasePen, words: str, x: float, y: float, size: float, down: float = 1.0) -> None:
        """Draw a line that begins at x, its letters standing on y; `down` is -1 where y grows downwards."""
        scale = size / self._em
        for name in self._line(words):
            self._outline(name).replay(TransformPen(pen, (scale, 0, 0, scale * down, x, y)))
            x += self._width(name) * scale

    def outline(self, words: str, x: float, y: float, size: float) -> str:
        """The way of one line for an SVG path."""
        pen = SVGPathPen(self.glyphs, ntos=lambda value: f"{value:.1f}".removesuffix(".0"))
        self.draw(pen, words, x, y, size, down=-1.0)
        return str(pen.getCommands())

    def _width(self, name: str) -> float:
        if name not in self._widths:
            self._widths[name] = float(self.glyphs[name].width)
        return self._widths[name]

    def _outline(self, name: str) -> DecomposingRecordingPen:
        """A letter with its marks, read out of the font once: halls of one conference say nearly the same."""
        if name not in self._drawn:
            pen = DecomposingRecordingPen(self.glyphs)
            self.glyphs[name].draw(pen)
            self._drawn[name] = pen
        return self._drawn[name]

    def _line(self, words: str) -> Iterator[str]:
        return (self._names.get(ord(letter), _UNKNOWN) for letter in words)


@cache
def bold() -> Lettering:
    """The best bold face on this machine. Refusal: there is none with Vietnamese letters."""
    return Lettering(ttf_fonts.find(bold=True))
