"""Draws a cascade: a row for each level, its duties on an axis of days, its units coloured by state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from cascade.org.format import level_name
from cascade.reports.obligation_states import Shown
from documents.picture import patterns, time_axis
from documents.picture.build import picture_of
from documents.picture.patterns import SIZE as SQUARE
from documents.picture.picture_data import MEETING, Picture
from documents.picture.picture_rows import LEFT, RIGHT, Rows
from documents.picture.svg import FONT, circle, cut, line, rect, text, width_of
from documents.picture.time_axis import Axis

__all__ = ["cascade_svg", "picture_of"]

WIDTH, TOP = 1280.0, 138.0


def cascade_svg(picture: Picture) -> str:
    """The whole picture as one SVG document; the same picture gives the same text."""
    axis = Axis(picture.start, picture.end, LEFT, RIGHT)
    rows = Rows(picture, axis)
    bottom = rows.draw(TOP)
    ground = [shape for top, end in rows.lanes for shape in _ground(picture, axis, top, end)]
    shapes = [
        *ground,
        *rows.arrows(),
        *rows.shapes,
        *_head(picture),
        *time_axis.ticks(axis, TOP, picture.lang),
    ]
    if picture.today and picture.start <= picture.today <= picture.end:
        word = "today" if picture.lang == "en" else "hôm nay"
        shapes += time_axis.today(axis, picture.today, TOP, rows.lanes, word, picture.lang)
    size = f'viewBox="0 0 {WIDTH:.0f} {bottom:.0f}" width="{WIDTH:.0f}" height="{bottom:.0f}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" role="img">'
    title = f"<title>{escape(picture.title, quote=False)}</title>"
    told = f"<desc>{escape(in_words(picture), quote=False)}</desc>"
    cell = f'<rect id="c" width="{SQUARE:.0f}" height="{SQUARE:.0f}" rx="1.5"/>'
    shared = f"<defs>{cell}{patterns.defs(_present(picture))}</defs>"
    return "\n".join(
        [opening, title, told, shared, rect(0, 0, WIDTH, bottom, "#ffffff"), *shapes, "</svg>", ""]
    )


def _ground(picture: Picture, axis: Axis, top: float, bottom: float) -> Iterator[str]:
    yield from time_axis.shading(axis, picture.calendar, top, bottom, picture.lang)
    for day in axis.days():
        if day.day == 1:
            yield line(axis.x(day), top, axis.x(day), bottom, time_axis.GRID)


def _head(picture: Picture) -> Iterator[str]:
    yield text(28, 42, cut(picture.title, 1180, 23), 23, "#102a43", font_weight="700")
    yield text(28, 66, picture.subtitle, 14, "#52606d")
    x = 28.0
    for sample, word in _legend(picture):
        if not sample:
            yield circle(x + 6, 85, 4.5, "#ffffff", stroke="#52606d", stroke_width="2")
        else:
            yield rect(x, 79, 12, 12, sample, rx="3")
        yield text(x + 17, 89, word, 11.5, "#323f4b")
        x += 17 + width_of(word, 11.5) + 22


def _legend(picture: Picture) -> Iterator[tuple[str, str]]:
    """Sample and word of only what the picture shows; a derived date is hollow and has no colour."""
    english = picture.lang == "en"
    present = _present(picture)
    yield from ((patterns.fill(state), state.told.said(picture.lang)) for state in Shown if state in present)
    bars = [bar for row in picture.rows for bar in row.bars]
    if any(bar.meeting for bar in bars):
        yield MEETING, "conference" if english else "hội nghị"
    if any(bar.derived for bar in bars):
        yield "", "date by rule" if english else "hạn tính theo quy tắc"


def _present(picture: Picture) -> set[Shown]:
    return {cell.state for row in picture.rows for group in row.groups for cell in group.cells}


def in_words(picture: Picture) -> str:
    """The picture for whoever does not see it: each level with how many of its units stand how."""
    told = []
    for row in picture.rows:
        counts = Counter(cell.state for group in row.groups for cell in group.cells)
        states = (f"{state.told.said(picture.lang)} {counts[state]}" for state in Shown if counts[state])
        told.append(f"{level_name(row.level, picture.lang)}: {', '.join(states)}")
    return f"{picture.subtitle}. {'; '.join(told)}."
