"""The calendar of a rehearsal: what leaves on which day, with deadlines, conferences and rest days.

Each family of notices has a pattern besides its colour: a black-and-white print tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import escape
from math import sqrt

from cascade.calendar.workdays import WorkCalendar
from cascade.lang.told import Told
from cascade.org import format
from cascade.rehearsal.rehearsal_days import DayOfPlan, NoticeFamily
from documents.picture import time_axis
from documents.picture.svg import FONT, line, path, polygon, rect, text, width_of
from documents.picture.time_axis import Axis

WIDTH, LEFT, RIGHT = 1160.0, 24.0, 1136.0
TOP, GROUND, FOOT = 96.0, 300.0, 352.0
"""Where the days are written, where the bars stand, where the picture ends."""
MOST_DAYS = 400
"""Of a longer life the last days are left to the table."""
INK, SOFT = "#1f2933", "#52606d"
_COLOURS = {
    NoticeFamily.GIVEN: "#1e4468",
    NoticeFamily.CONFERENCE: "#7c5cbf",
    NoticeFamily.BEFORE: "#c48a14",
    NoticeFamily.LATE: "#b42318",
    NoticeFamily.ANSWERED: "#2f8f55",
    NoticeFamily.OTHER: "#7b8794",
}
_STROKES = {
    NoticeFamily.CONFERENCE: "M0,4 L8,4 M4,0 L4,8",
    NoticeFamily.BEFORE: "M0,8 L8,0",
    NoticeFamily.LATE: "M0,0 L8,8 M0,8 L8,0",
    NoticeFamily.ANSWERED: "M0,4 L8,4",
    NoticeFamily.OTHER: "M4,4 L4.1,4.1",
}
_DUE, _HELD = Told("hạn", "due"), Told("hội nghị", "conference")
_NAME = Told("Lịch gửi thông báo", "Calendar of notices")


def notice_calendar(days: Sequence[DayOfPlan], calendar: WorkCalendar, lang: str = "vi") -> str:
    """An <svg> to stand in a page; the table beside it says the same in words."""
    if not days:
        return ""
    start = days[0].day
    end = min(max(days[-1].day, start + timedelta(days=20)), start + timedelta(days=MOST_DAYS))
    axis = Axis(start, end, LEFT, RIGHT)
    shown = [one for one in days if one.day <= end]
    shapes = [
        *time_axis.shading(axis, calendar, TOP, GROUND, lang),
        *time_axis.ticks(axis, TOP, lang),
        line(LEFT, GROUND, RIGHT, GROUND, SOFT),
        *_bars(axis, shown, lang),
        *_marks(axis, shown),
        *_legend(shown, lang),
    ]
    size = f'viewBox="0 0 {WIDTH:.0f} {FOOT:.0f}" width="{WIDTH:.0f}" height="{FOOT:.0f}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" role="img">'
    title = f"<title>{escape(_NAME.said(lang), quote=False)}</title>"
    return "\n".join([opening, title, _patterns(), rect(0, 0, WIDTH, FOOT, "#ffffff"), *shapes, "</svg>"])


def _patterns() -> str:
    made = []
    for one, way in _STROKES.items():
        stroke = path(way, "#ffffff", stroke_width="1.6", stroke_linecap="round")
        ground = rect(0, 0, 8, 8, _COLOURS[one])
        opening = f'<pattern id="p-{one}" width="8" height="8" patternUnits="userSpaceOnUse">'
        made.append(f"{opening}{ground}{stroke}</pattern>")
    return f"<defs>{''.join(made)}</defs>"


def _fill(one: NoticeFamily) -> str:
    return f"url(#p-{one})" if one in _STROKES else _COLOURS[one]


def _bars(axis: Axis, days: Sequence[DayOfPlan], lang: str) -> Iterator[str]:
    """Heights grow with the root of the count: beside a thousand letters of one day four can be seen."""
    most = max((one.notices for one in days), default=0)
    wide = min(max(axis.step - 1, 2.5), 22)
    labelled = LEFT
    for one in days:
        if not one.notices:
            continue
        x = axis.x(one.day) + (axis.step - wide) / 2
        high = max(sqrt(one.notices / most) * (GROUND - TOP - 26), 3)
        y = GROUND
        for kind, count in one.families.items():
            part = high * count / one.notices
            told = f"{format.day(one.day, lang)}: {kind.told.said(lang)}, {format.number(count, lang)}"
            y -= part
            yield rect(x, y, wide, part, _fill(kind), stroke="#ffffff", stroke_width="0.4", title=told)
        words = format.number(one.notices, lang)
        room = width_of(words, 10.5)
        if x + wide / 2 - room / 2 > labelled:
            yield text(x + wide / 2, GROUND - high - 5, words, 10.5, INK, text_anchor="middle")
            labelled = x + wide / 2 + room / 2 + 4


def _marks(axis: Axis, days: Sequence[DayOfPlan]) -> Iterator[str]:
    """Below the ground: a triangle on each day with a deadline, a diamond on each of a conference."""
    for row, shape in ((15, _triangle), (33, _diamond)):
        marked = [(one.day, one.due if row == 15 else one.conferences) for one in days]
        places = [(axis.x(day) + axis.step / 2, names) for day, names in marked if names]
        y = GROUND + row
        for (x, names), after in zip(places, [*(x for x, _ in places[1:]), RIGHT + 30], strict=False):
            yield shape(x, y)
            words = _short(names)
            # A name that would run into the next mark is left to the table.
            if x + 8 + width_of(words, 10.5) < after - 8:
                yield text(x + 8, y + 4, words, 10.5, INK)


def _short(names: Sequence[str]) -> str:
    known = list(dict.fromkeys(name.partition("/")[0].partition("@")[0] for name in names))
    return ", ".join(known[:2]) + (f" +{len(known) - 2}" if len(known) > 2 else "")


def _triangle(x: float, y: float) -> str:
    return polygon(((x - 5, y - 5), (x + 5, y - 5), (x, y + 4)), INK)


def _diamond(x: float, y: float) -> str:
    return polygon(((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)), _COLOURS[NoticeFamily.CONFERENCE])


def _legend(days: Sequence[DayOfPlan], lang: str) -> Iterator[str]:
    x, y = LEFT, 24.0
    present = {kind for one in days for kind in one.families}
    for kind in NoticeFamily:
        if kind in present:
            words = kind.told.said(lang)
            yield rect(x, y - 10, 16, 13, _fill(kind))
            yield text(x + 22, y + 1, words, 12, INK)
            x += 22 + width_of(words, 12) + 24
    for shape, told in ((_triangle, _DUE), (_diamond, _HELD)):
        yield shape(x + 6, y - 4)
        yield text(x + 16, y + 1, told.said(lang), 12, INK)
        x += 16 + width_of(told.said(lang), 12) + 24
