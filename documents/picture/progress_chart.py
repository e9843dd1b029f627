"""Progress over time: how many reports were in by each day, against how many had fallen due by then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import accumulate

from cascade.calendar.workdays import WorkCalendar
from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.reports.results import DayResult
from documents.picture import time_axis
from documents.picture.svg import FONT, cut, line, number, path, polygon, rect, text, width_of
from documents.picture.time_axis import DAY, Axis

WIDTH, LEFT, RIGHT = 960.0, 66.0, 900.0
TOP, GROUND, FOOT = 138.0, 372.0, 408.0
INK, SOFT, ON_TIME, LATE = "#1f2933", "#52606d", "#2f8f55", "#c9c46a"
_DUE = Told("đã đến hạn", "fallen due")
_IN = Told("đã báo cáo đúng hạn", "reported on time")
_LATE = Told("đã báo cáo chậm", "reported late")
_MOST_DAYS = 730
"""Of a longer life the last two years are drawn."""


@dataclass(frozen=True, slots=True)
class ProgressPicture:
    """What is drawn. `expected`: all that is owed, whatever its day."""

    title: str
    days: Sequence[DayResult]
    expected: int
    start: date
    today: date
    lang: str = "vi"


def progress_svg(picture: ProgressPicture, calendar: WorkCalendar | None = None) -> str:
    """The picture as one SVG document; the same facts give the same text."""
    axis = Axis(*_span(picture), LEFT, RIGHT)
    scale = _Scale(max(picture.expected, 1))
    due, received, late = (_sums(picture, axis, pick) for pick in (_due, _received, _late))
    until = min(picture.today, axis.end)
    shown = [day for day in axis.days() if day <= until]
    on_time = [many - slow for many, slow in zip(received, late, strict=True)]
    words = in_words(picture)
    shapes = [
        *time_axis.shading(axis, calendar or WorkCalendar(), TOP, GROUND, picture.lang),
        *time_axis.ticks(axis, TOP, picture.lang),
        *_grid(scale, picture.lang),
        _area(axis, scale, shown, [0] * len(due), on_time, ON_TIME),
        _area(axis, scale, shown, on_time, received, "url(#late)"),
        _steps(axis, scale, [*axis.days()], due),
        *_dates(axis, scale, picture, due),
        *_head(picture),
    ]
    if axis.start <= picture.today <= axis.end:
        word = "today" if picture.lang == "en" else "hôm nay"
        shapes += time_axis.today(axis, picture.today, TOP, [(TOP, GROUND)], word, picture.lang)
    size = f'viewBox="0 0 {WIDTH:.0f} {FOOT:.0f}" width="{WIDTH:.0f}" height="{FOOT:.0f}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" role="img">'
    told = f"<title>{escape(picture.title, quote=False)}</title><desc>{escape(words, quote=False)}</desc>"
    return "\n".join([opening, told, _PATTERN, rect(0, 0, WIDTH, FOOT, "#ffffff"), *shapes, "</svg>", ""])


def in_words(picture: ProgressPicture) -> str:
    """The picture for whoever does not see it: where it stands today, and what fell due when."""
    dues = "; ".join(_dues(picture, picture.lang)) or "—"
    return f"{_today(picture)} {Told('Hạn', 'Due').said(picture.lang)}: {dues}."


def _today(picture: ProgressPicture) -> str:
    received = sum(one.received for one in picture.days if one.day <= picture.today)
    late = sum(one.late for one in picture.days if one.day <= picture.today)
    told = tell(
        "Đến {day}, {pair} nhiệm vụ đã báo cáo, trong đó {late} báo cáo chậm.",
        "By {day} {pair} duties have been reported on, {late} of them late.",
        day=format.told_day(picture.today),
        pair=Told(*(format.share(received, picture.expected, lang) for lang in ("vi", "en"))),
        late=format.told_number(late),
    )
    return told.said(picture.lang)


def _dues(picture: ProgressPicture, lang: str) -> Iterator[str]:
    """The ten days on which most falls due, in order of time."""
    of_day: Counter[date] = Counter()
    for one in picture.days:
        of_day[one.day] += one.due
    for day, many in sorted(of_day.most_common(10)):
        if many:
            yield f"{format.day(day, lang)} ({format.number(many, lang)})"


def _span(picture: ProgressPicture) -> tuple[date, date]:
    days = [picture.start, *(one.day for one in picture.days), min(picture.today, date.max - DAY)]
    end = max(max(days) + timedelta(days=3), min(days) + timedelta(days=21))
    return max(min(days), end - timedelta(days=_MOST_DAYS)), end


def _due(one: DayResult) -> int:
    return one.due


def _received(one: DayResult) -> int:
    return one.received


def _late(one: DayResult) -> int:
    return one.late


def _sums(picture: ProgressPicture, axis: Axis, pick: Callable[[DayResult], int]) -> list[int]:
    """For each day of the axis the sum up to its end; what lies before the axis is in the first."""
    of_day: Counter[date] = Counter()
    for one in picture.days:
        of_day[max(one.day, axis.start)] += pick(one)
    return [*accumulate(of_day[day] for day in axis.days())]


class _Scale:
    """Where a count lies above the ground."""

    def __init__(self, most: int) -> None:
        self.most = most

    def y(self, many: int) -> float:
        return GROUND - (GROUND - TOP - 8) * many / self.most

    def lines(self) -> Iterator[int]:
        """A quarter, a half, three quarters, all; of very few each."""
        yield from sorted({self.most * quarter // 4 for quarter in range(1, 5)} - {0})


def _grid(scale: _Scale, lang: str) -> Iterator[str]:
    for many in scale.lines():
        y = scale.y(many)
        yield line(LEFT, y, RIGHT, y, time_axis.GRID)
        yield text(LEFT - 8, y + 4, format.number(many, lang), 11, SOFT, text_anchor="end")
    yield line(LEFT, GROUND, RIGHT, GROUND, SOFT)


def _area(
    axis: Axis, scale: _Scale, days: Sequence[date], low: Sequence[int], high: Sequence[int], fill: str
) -> str:
    if not days or not any(many > base for many, base in zip(high, low, strict=True)):
        return ""
    above = [*_corners(axis, scale, days, high)]
    return polygon([*above, *reversed([*_corners(axis, scale, days, low)])], fill)


def _corners(
    axis: Axis, scale: _Scale, days: Sequence[date], sums: Sequence[int]
) -> Iterator[tuple[float, float]]:
    """Two for each day on which the sum changes, so that two years stay a short text."""
    last = None
    for day, many in zip(days, sums, strict=False):
        if many != last or day == days[-1]:
            if last is not None:
                yield axis.x(day), scale.y(last)
            yield axis.x(day), scale.y(many)
            last = many
    if last is not None:
        yield axis.x(days[-1]) + axis.step, scale.y(last)


def _steps(axis: Axis, scale: _Scale, days: Sequence[date], due: Sequence[int]) -> str:
    way = " L".join(f"{number(x)},{number(y)}" for x, y in _corners(axis, scale, days, due))
    return path(f"M{way}", INK, stroke_width="2", stroke_dasharray="7 4")


def _dates(axis: Axis, scale: _Scale, picture: ProgressPicture, due: Sequence[int]) -> Iterator[str]:
    """Below the ground a mark on each day with a date, and its day where there is room."""
    before, free = 0, 0.0
    for day, many in zip(axis.days(), due, strict=True):
        if many != before:
            x = axis.x(day) + axis.step / 2
            yield polygon(((x - 5, GROUND + 13), (x + 5, GROUND + 13), (x, GROUND + 4)), INK)
            words = f"{time_axis.short_day(day, picture.lang)}: {format.number(many - before, picture.lang)}"
            half = width_of(words, 10.5) / 2
            if x - half > free and x + half < WIDTH - 4:
                yield text(x, GROUND + 26, words, 10.5, INK, text_anchor="middle")
                free = x + half + 6
        before = many


def _head(picture: ProgressPicture) -> Iterator[str]:
    yield text(24, 34, cut(picture.title, WIDTH - 48, 19), 19, "#102a43", font_weight="700")
    yield text(24, 56, cut(_today(picture), WIDTH - 48, 12.5), 12.5, SOFT)
    x = 24.0
    for fill, told in ((ON_TIME, _IN), ("url(#late)", _LATE)):
        words = told.said(picture.lang)
        yield rect(x, 68, 16, 12, fill, stroke=INK, stroke_width="0.5")
        yield text(x + 22, 78, words, 12, INK)
        x += 22 + width_of(words, 12) + 22
    yield line(x, 74, x + 26, 74, INK, stroke_width="2", stroke_dasharray="7 4")
    yield text(x + 32, 78, _DUE.said(picture.lang), 12, INK)


_PATTERN = (
    '<defs><pattern id="late" width="7" height="7" patternUnits="userSpaceOnUse">'
    + rect(0, 0, 7, 7, LATE)
    + path("M0,7 L7,0", INK, stroke_width="1.4")
    + "</pattern></defs>"
)
