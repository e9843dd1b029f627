"""What is coming: the next dates of a plan, as a list and as a small calendar chart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.org import format
from cascade.org.tree import Level
from cascade.reports import secrecy
from cascade.reports.rollup import Counts
from models.stats.branch_states import DutyCounts
from models.views.plan_views import DutyRecord
from services.snapshot import PlanSnapshot
from tasks.board.board_labels import conference_name
from tasks.board.markdown import mermaid

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Date:
    """One date that lies ahead, or behind with something still owed."""

    at: datetime
    since: datetime
    what: str
    level: str
    done: int
    expected: int
    overdue: bool = False
    moment: bool = False
    """An hour, not a stretch of days: a conference, a line test."""


def dates(picture: PlanSnapshot) -> tuple[Date, ...]:
    """Everything with a date that is not done, the overdue first."""
    found = [*_duties(picture), *_meetings(picture)]
    return tuple(sorted(found, key=lambda date: (date.at, date.what)))


def _duties(picture: PlanSnapshot) -> Iterator[Date]:
    for duty in picture.duties:
        done, expected, overdue = _counted(duty, picture.batches)
        if duty.due_at is not None and done < expected:
            yield Date(
                duty.due_at,
                picture.plan.issued_at,
                action(duty),
                format.level_name(Level(duty.level)),
                done,
                expected,
                overdue > 0,
            )


def _meetings(picture: PlanSnapshot) -> Iterator[Date]:
    for meeting in picture.meetings:
        if meeting.state == "cancelled":
            continue
        for at, what in ((meeting.line_test_at, "Thử đường truyền · {}"), (meeting.start, "{}")):
            if at is not None and at > picture.now:
                name = conference_name(meeting, picture.plan)
                yield Date(at, at, what.format(name), "hội nghị", 0, 0, moment=True)


def _counted(duty: DutyRecord, batches: Sequence[DutyCounts]) -> tuple[int, int, int]:
    counts = sum((batch.counts for batch in batches if batch.duty == duty.key), Counts())
    return counts.received, counts.expected, counts.overdue


def action(duty: DutyRecord) -> str:
    """What is to be done; of a secret matter only its number."""
    return secrecy.action(duty.action, number=f"Nhiệm vụ {duty.requirement}", secret=duty.secret)


def date_cells(date: Date) -> tuple[str, str, str, str]:
    """When, what, for whom, how far."""
    day = format.long_day(day_of(date.at))
    when = f"{zone.hour(date.at)}, {day}" if date.moment else day
    return when, date.what, date.level, format.share(date.done, date.expected) if date.expected else ""


STYLE = (
    '%%{init: {"theme":"base","themeVariables":{"titleColor":"#ffffff","textColor":"#e9ecef",'
    '"taskTextColor":"#ffffff","taskTextOutsideColor":"#e9ecef","taskTextDarkColor":"#ffffff",'
    '"gridColor":"#868e96","taskBkgColor":"#1864ab","taskBorderColor":"#0b4a87","critBkgColor":"#e03131",'
    '"critBorderColor":"#c92a2a","todayLineColor":"#ffd43b"},'
    '"gantt":{"barHeight":24,"fontSize":14,"sectionFontSize":14,"leftPadding":170,"useWidth":900}}}%%'
)


def chart(picture: PlanSnapshot, shown: Sequence[Date]) -> str:
    """A bar from today (or from the day it was due) for each date, as a Markdown block."""
    return mermaid(_chart(picture, shown))


def _chart(picture: PlanSnapshot, shown: Sequence[Date]) -> Iterator[str]:
    today = day_of(picture.now)
    yield STYLE
    yield from ("gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %d/%m", "  todayMarker off")
    yield f"  title Từ {format.day(today)}"
    section = ""
    for date in sorted(shown, key=lambda date: (date.level, date.at)):
        if date.level != section:
            section = date.level
            yield f"  section {_clean(section)}"
        yield f"  {_clean(date.what)} {_span(date, picture)}"


def _span(date: Date, picture: PlanSnapshot) -> str:
    today, day = day_of(picture.now), day_of(date.at)
    if date.moment:
        return f":milestone, {day}, 0d"
    first, last = min(today, day), max(today, day)
    return f":{'crit, ' if date.overdue else ''}{first}, {last + timedelta(days=1)}"


def _clean(text: str) -> str:
    """Signs that mean something to Mermaid are taken out; a long line is cut."""
    cleaned = re.sub(r"[:;#,%<>]", " ", " ".join(text.split()))
    return cleaned if len(cleaned) <= 60 else cleaned[:59].rstrip() + "…"
