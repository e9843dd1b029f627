"""The axis of days: rest days shaded, months and weeks marked, as finely as there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cascade.calendar.workdays import WorkCalendar
from cascade.org import format
from documents.picture.svg import line, rect, text, width_of

DAY = timedelta(days=1)
EDGE = 20.0
"""Pixels that a label may reach beyond the last day."""
REST, HOLIDAY, GRID, RED = "#eef1f5", "#fbe3df", "#dde3ea", "#c81e1e"


@dataclass(frozen=True, slots=True)
class Axis:
    """Where each day lies between two edges."""

    start: date
    end: date
    left: float
    right: float

    @property
    def step(self) -> float:
        """Pixels for a day."""
        return (self.right - self.left) / ((self.end - self.start).days + 1)

    def x(self, day: date) -> float:
        """The left edge of a day."""
        return self.left + max(0, min((day - self.start).days, (self.end - self.start).days + 1)) * self.step

    def days(self) -> Iterator[date]:
        day = self.start
        while day <= self.end:
            yield day
            day += DAY


def shading(axis: Axis, calendar: WorkCalendar, top: float, bottom: float, lang: str) -> Iterator[str]:
    """Runs of rest days; where days are narrow only breaks longer than a weekend can be seen."""
    shortest = 1 if axis.step >= 2.5 else 3
    run: list[date] = []
    for day in (*axis.days(), None):
        if day is not None and not calendar.is_working(day):
            run.append(day)
            continue
        if len(run) >= shortest:
            holiday = any(calendar.name(each) for each in run)
            width = axis.x(run[-1] + DAY) - axis.x(run[0])
            name = next((found for each in run if (found := calendar.name(each, lang))), "")
            fill = HOLIDAY if holiday else REST
            yield rect(axis.x(run[0]), top, width, bottom - top, fill, title=name or "")
        run = []


def ticks(axis: Axis, top: float, lang: str) -> Iterator[str]:
    """Months above, Mondays below; a label only where it fits."""
    months = [day for day in axis.days() if day.day == 1 or day == axis.start]
    for day, after in zip(months, [*months[1:], None], strict=True):
        x = axis.x(day)
        yield line(x, top - 30, x, top, GRID)
        room = (axis.x(after) if after else axis.right) - x
        words = next((each for each in _month_names(day, lang) if width_of(each, 11) + 8 < room), "")
        if words:
            yield text(x + 4, top - 20, words, 11, "#52606d", font_weight="600")
    if axis.step >= 4:
        for day in axis.days():
            if day.isoweekday() == 1 and axis.x(day) + 30 < axis.right:
                yield line(axis.x(day), top - 12, axis.x(day), top, GRID)
                yield text(axis.x(day) + 3, top - 4, short_day(day, lang), 10, "#7b8794")


def _month_names(day: date, lang: str) -> tuple[str, ...]:
    if lang == "en":
        return f"{day:%B %Y}", f"{day:%b %Y}", f"{day:%b}"
    return f"tháng {day.month}/{day.year}", f"{day.month}/{day.year}", str(day.month)


def short_day(day: date, lang: str) -> str:
    """24/4, or 24 Apr."""
    return f"{day.day} {day:%b}" if lang == "en" else format.day_and_month(day)


def today(
    axis: Axis, day: date, top: float, lanes: Iterable[tuple[float, float]], word: str, lang: str
) -> Iterator[str]:
    """The red line, through the days and not through the units."""
    x = axis.x(day) + axis.step / 2
    label = f"{word} {short_day(day, lang)}"
    wide = width_of(label, 12) + 16
    yield line(x, top - 30, x, top, RED, stroke_width="1.5")
    for begin, end in lanes:
        yield line(x, begin, x, end, RED, stroke_width="1.5", opacity="0.8")
    # The line may stand at the very edge; its label stays inside the picture.
    middle = min(max(x, axis.left + wide / 2), axis.right + EDGE - wide / 2)
    yield rect(middle - wide / 2, top - 47, wide, 17, RED, rx="3")
    yield text(middle, top - 35, label, 11, "#fff", text_anchor="middle", font_weight="600")
