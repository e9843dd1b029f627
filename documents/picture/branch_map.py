"""The map of branches: each a tile with its name, its share and a bar of what is in, late, open, overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from cascade.lang.told import Told
from cascade.lang.vietnamese import vn_sort_key
from cascade.org import format
from cascade.reports.obligation_states import Shown
from cascade.reports.rollup import Counts
from documents.picture import patterns
from documents.picture.svg import FONT, cut, rect, text, width_of

WIDTH, LEFT, TOP = 960.0, 24.0, 104.0
COLUMNS, HIGH = 4, 58.0
INK, SOFT = "#1f2933", "#52606d"
_PARTS = (
    (Shown.ACCEPTED, Told("đã báo cáo đúng hạn", "reported on time")),
    (Shown.DONE_LATE, Told("đã báo cáo chậm", "reported late")),
    (Shown.WAITING, Told("chưa báo cáo, chưa quá hạn", "open, not overdue")),
    (Shown.LATE, Told("đã quá hạn", "now overdue")),
)


@dataclass(frozen=True, slots=True)
class BranchTile:
    """One branch."""

    name: str
    counts: Counts

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """In the order of the legend."""
        counts = self.counts
        return counts.on_time, counts.late, counts.open - counts.overdue, counts.overdue


def branch_map_svg(title: str, subtitle: str, tiles: Sequence[BranchTile], lang: str = "vi") -> str:
    """The picture as one SVG document, the branches in the order of their names."""
    ordered = sorted(tiles, key=lambda tile: vn_sort_key(tile.name))
    bottom = TOP + max(1, -(-len(ordered) // COLUMNS)) * HIGH + 8
    wide = (WIDTH - 2 * LEFT) / COLUMNS
    shapes = [
        shape
        for place, tile in enumerate(ordered)
        for shape in _tile(
            tile, LEFT + place % COLUMNS * wide, TOP + place // COLUMNS * HIGH, wide - 18, lang
        )
    ]
    size = f'viewBox="0 0 {WIDTH:.0f} {bottom:.0f}" width="{WIDTH:.0f}" height="{bottom:.0f}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" role="img">'
    words = escape("; ".join(in_words(tile, lang) for tile in ordered), quote=False)
    told = f"<title>{escape(title, quote=False)}</title><desc>{words}</desc>"
    defs = f"<defs>{patterns.defs([state for state, _ in _PARTS])}</defs>"
    ground = rect(0, 0, WIDTH, bottom, "#ffffff")
    return "\n".join([opening, told, defs, ground, *_head(title, subtitle, lang), *shapes, "</svg>", ""])


def in_words(tile: BranchTile, lang: str) -> str:
    """One branch for whoever does not see it."""
    share = format.share(tile.counts.received, tile.counts.expected, lang)
    late = tile.counts.overdue
    more = {"vi": f", {late} quá hạn", "en": f", {late} overdue"}[lang] if late else ""
    return f"{tile.name}: {share}{more}"


def _tile(tile: BranchTile, x: float, y: float, wide: float, lang: str) -> Iterator[str]:
    counts = tile.counts
    share = format.share(counts.received, counts.expected, lang)
    yield text(x, y + 14, cut(tile.name, wide * 0.92, 12.5), 12.5, INK, font_weight="600")
    yield text(x, y + 30, share, 11.5, SOFT)
    if counts.overdue:
        overdue = format.number(counts.overdue, lang)
        told = f"{overdue} overdue" if lang == "en" else f"{overdue} quá hạn"
        yield text(x + wide, y + 30, told, 11.5, "#b42318", text_anchor="end", font_weight="600")
    yield rect(x, y + 36, wide, 12, "#ffffff", stroke=SOFT, stroke_width="0.8", title=in_words(tile, lang))
    start = x
    for (state, told_state), many in zip(_PARTS, tile.parts, strict=True):
        if many:
            part = wide * many / counts.expected
            told = f"{told_state.said(lang)}: {format.number(many, lang)}"
            fill = patterns.fill(state)
            yield rect(start, y + 36, part, 12, fill, stroke="#ffffff", stroke_width="0.6", title=told)
            start += part


def _head(title: str, subtitle: str, lang: str) -> Iterator[str]:
    yield text(LEFT, 34, cut(title, WIDTH - 2 * LEFT, 19), 19, "#102a43", font_weight="700")
    yield text(LEFT, 56, cut(subtitle, WIDTH - 2 * LEFT, 12.5), 12.5, SOFT)
    x = LEFT
    for state, told in _PARTS:
        words = told.said(lang)
        yield rect(x, 70, 16, 12, patterns.fill(state), stroke=INK, stroke_width="0.5")
        yield text(x + 22, 80, words, 12, INK)
        x += 22 + width_of(words, 12) + 20
