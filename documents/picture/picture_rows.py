"""The rows of a picture: each level's name and sums, its duties as bars, its units as cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cascade.org.format import day, level_name
from cascade.reports.obligation_states import Shown
from documents.picture.cells import cells
from documents.picture.picture_data import Bar, Picture, Row
from documents.picture.svg import circle, cut, line, path, polygon, rect, text, width_of
from documents.picture.time_axis import Axis, short_day

LEFT, RIGHT = 168.0, 1252.0
STEP = 21.0
"""Height of one duty on the axis."""
MOST = 16
"""Duties drawn in one row; more would hide each other."""
HALO = {"paint_order": "stroke", "stroke": "#ffffff", "stroke_width": "3", "stroke_linejoin": "round"}


def _in_two(name: str) -> list[str]:
    """ "Đảng bộ trực thuộc" as "Đảng bộ" over "trực thuộc", where one line has no room for it."""
    if width_of(name, 17) <= LEFT - 36:
        return [name]
    words = name.split(" ")
    joint = -2 if len(words) > 3 else -1
    return [" ".join(words[:joint]), " ".join(words[joint:])]


class Rows:
    """The shapes so far, and where the end of each bar lies."""

    def __init__(self, picture: Picture, axis: Axis) -> None:
        self.picture = picture
        self.axis = axis
        self.shapes: list[str] = []
        self.lanes: list[tuple[float, float]] = []
        self.ends: dict[str, tuple[float, float]] = {}
        self.collects: list[tuple[str, str]] = []

    def say(self, vi: str, en: str) -> str:
        return en if self.picture.lang == "en" else vi

    def day(self, value: date | None) -> str:
        return short_day(value, self.picture.lang) if value else ""

    def draw(self, top: float) -> float:
        """All rows; gives the y where the picture ends."""
        for place, row in enumerate(self.picture.rows):
            if place:
                self.shapes.append(line(28, top, RIGHT, top, "#bcc5d0"))
                top += 14
            top = self.row(row, top)
        return top + 6

    def row(self, row: Row, top: float) -> float:
        """One level: its name, its duties, its units; gives the y below it."""
        drawn = [bar for bar in row.bars if bar.end and bar.end <= self.picture.end][:MOST]
        lane = top + 6 + max(1, len(drawn)) * STEP
        self.lanes.append((top, lane))
        foot = self.name(row, top)
        for place, bar in enumerate(drawn):
            self.bar(bar, top + 6 + place * STEP)
        y = self.rest([bar for bar in row.bars if bar not in drawn], lane + 10)
        shapes, high = cells(row, LEFT, y, RIGHT - LEFT, self.picture.lang)
        self.shapes += shapes
        return max(y + high, foot) + 12

    def name(self, row: Row, top: float) -> float:
        """The level, and how many of its units have done everything."""
        every = [cell for group in row.groups for cell in group.cells]
        words = level_name(row.level, self.picture.lang)
        y = top + 20
        for part in _in_two(words[:1].upper() + words[1:]):
            self.shapes.append(text(28, y, part, 15, "#102a43", font_weight="700"))
            y += 17
        lines = [(self.say(f"{len(every)} đơn vị", f"{len(every)} units"), "#52606d")]
        if any(cell.state is not Shown.PLANNED for cell in every):
            done = sum(cell.state.done for cell in every)
            late = sum(cell.state is Shown.LATE for cell in every)
            lines.append((self.say(f"{done} đã xong", f"{done} done"), "#2f8f55"))
            lines += [(self.say(f"{late} quá hạn", f"{late} overdue"), "#c81e1e")] if late else []
        for words, fill in lines:
            self.shapes.append(text(28, y + 2, words, 12, fill, font_weight="600"))
            y += 17
        return y

    def rest(self, bars: list[Bar], y: float) -> float:
        """Duties that find no place on the axis: without a date, or long after everything else."""
        open_ = ", ".join(dict.fromkeys(bar.key for bar in bars if bar.end is None))
        later = ", ".join(f"{bar.key} {day(bar.end, self.picture.lang)}" for bar in bars if bar.end)
        parts = [f"{self.say('chưa có hạn', 'no date')}: {open_}"] if open_ else []
        parts += [f"{self.say('về sau', 'later')}: {later}"] if later else []
        if not parts:
            return y
        told = cut(" · ".join(parts), RIGHT - LEFT, 11)
        self.shapes.append(text(LEFT, y + 8, told, 11, "#7b8794", font_style="italic"))
        return y + 20

    def bar(self, bar: Bar, y: float) -> None:
        """From opening to due day; a round end is a due day, a hollow one is derived."""
        assert bar.end is not None
        axis, colour, middle = self.axis, bar.colour, y + STEP / 2
        end = axis.x(bar.end) + axis.step / 2
        start = axis.x(bar.start) if bar.start and bar.start <= bar.end else end
        if bar.meeting:
            start, end = axis.x(bar.start or bar.end), max(axis.x(bar.end) + axis.step, start + 6)
            self.shapes.append(rect(start, middle - 5, end - start, 10, colour, rx="3"))
            end -= 4
        else:
            if end - start > 1:
                self.shapes.append(rect(start, middle - 2, end - start, 4, colour, opacity="0.45", rx="2"))
            fill = "#ffffff" if bar.derived else colour
            self.shapes.append(circle(end, middle, 5, fill, stroke=colour, stroke_width="2.5"))
        self.ends[bar.id] = (end, middle)
        self.collects += [(bar.id, key) for key in bar.collects]
        self.label(bar, start if bar.meeting else end, end, middle)

    def label(self, bar: Bar, start: float, end: float, middle: float) -> None:
        """Beside the bar, on the side that has more room; on it, where neither has."""
        assert bar.end is not None
        first = f"{self.day(bar.start)}–" if bar.meeting and bar.start and bar.start != bar.end else ""
        words = f"{bar.key} · {first}{self.day(bar.end)}" + (f" · {bar.label}" if bar.label else "")
        weight = "600" if bar.meeting else "400"
        right, left, wide = RIGHT - end - 12, start - LEFT - 10, width_of(words, 11.5)
        if max(right, left) < min(wide, end - start):
            # A window from edge to edge leaves no room beside it: its label lies on it.
            shown = cut(words, end - start - 16, 11.5)
            self.shapes.append(rect(start + 8, middle - 8, width_of(shown, 12) + 12, 16, "#ffffff", rx="3"))
            self.shapes.append(text(start + 14, middle + 4, shown, 11.5, font_weight=weight, **HALO))
        elif right >= wide or right >= left:
            shown = cut(words, right, 11.5)
            self.shapes.append(text(end + 11, middle + 4, shown, 11.5, font_weight=weight, **HALO))
        else:
            shown = cut(words, left, 11.5)
            more = {"font_weight": weight, "text_anchor": "end", **HALO}
            self.shapes.append(text(start - 10, middle + 4, shown, 11.5, **more))

    def arrows(self) -> Iterator[str]:
        """From the reports below to the duty that gathers them."""
        for above, below in self.collects:
            if above in self.ends and below in self.ends:
                (x1, y1), (x2, y2) = self.ends[below], self.ends[above]
                bend = (y1 + y2) / 2
                way = (
                    f"M{x1:.0f},{y1 - 6:.0f} C{x1:.0f},{bend:.0f} {x2:.0f},{bend:.0f} {x2:.0f},{y2 + 10:.0f}"
                )
                yield path(way, "#829ab1", stroke_width="1.4", stroke_dasharray="4 3")
                yield polygon(((x2 - 4, y2 + 13), (x2 + 4, y2 + 13), (x2, y2 + 6)), "#829ab1")
