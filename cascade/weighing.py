"""What speaks for and against a day of a conference: rest days, notice, line test, the time left after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cascade import anchors, sessions, words
from cascade.duty import Cascade, Duty, Meeting
from cascade.instants import day_of, local
from cascade.plan import ActionKind, Conference, OffsetUnit
from cascade.text import fold
from cascade.workdays import WorkCalendar

_DAY = timedelta(days=1)
_LONG_BREAK = 5
_AFTERWARDS = {ActionKind.TEACH, ActionKind.REPORT, ActionKind.ADOPT}
_TIGHT = 5
"""Working days left for what hangs on the conference below which it gets tight (the default hop)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day and hour a conference could sit, out of 100, with what speaks for and against it."""

    start: datetime
    end: datetime
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One reason: points added (or taken) and why."""

    points: int
    why: str


def weigh(
    cascade: Cascade,
    meeting: Meeting,
    start: datetime,
    end: datetime,
    now: datetime | None,
    others: Sequence[Meeting],
) -> Proposal:
    """One day and hour with its score; what counts most against it comes first."""
    points = [
        *_rest(start, end, cascade.calendar),
        *_notice(cascade, meeting.conference, day_of(start), now),
        *_line_test(cascade, meeting.conference, day_of(start)),
        *_time_left(cascade, meeting.conference, day_of(end)),
        *_same_day(meeting.conference, start, others),
        *_hour(start),
    ]
    score = max(0, min(100, 100 + sum(point.points for point in points)))
    ordered = sorted(points, key=lambda point: point.points)
    return Proposal(start, end, score, tuple(point.why for point in ordered if point.why))


def _rest(start: datetime, end: datetime, calendar: WorkCalendar) -> Iterator[Point]:
    """Conferences ignore the five-day week (7/2/2026 was a Saturday), but not holidays and not Tết."""
    day = day_of(start)
    while day <= day_of(end):
        if calendar.name(day) is not None:
            yield Point(-70, f"{words.long_day(day)} là ngày nghỉ lễ ({calendar.name(day)})")
        elif not calendar.is_working(day):
            yield Point(-15 if day.weekday() == 5 else -30, f"{words.long_day(day)} là ngày nghỉ")
        day += _DAY
    first = day_of(start)
    if calendar.is_working(first):
        yield Point(0, f"{words.long_day(first)} là ngày làm việc")
        if _break_length(first - _DAY, calendar) >= _LONG_BREAK:
            yield Point(-20, "ngày làm việc đầu tiên sau đợt nghỉ dài")
        if _break_length(day_of(end) + _DAY, calendar) >= _LONG_BREAK:
            yield Point(-15, "ngày làm việc cuối cùng trước đợt nghỉ dài")


def _break_length(day: date, calendar: WorkCalendar) -> int:
    """Days off in a row around that day; 0 when it is worked."""
    if calendar.is_working(day):
        return 0
    return (calendar.next(day) - calendar.previous(day)).days - 1


def _notice(cascade: Cascade, conference: Conference, day: date, now: datetime | None) -> Iterator[Point]:
    """Invitations, texts and line test need working days before the conference."""
    known = [known for known in (cascade.plan.issued, day_of(now) if now is not None else None) if known]
    need = cascade.plan.policy.invitation_notice
    lead = conference.invitation_lead
    if lead is not None and lead.unit is OffsetUnit.WORKING_DAYS:
        need = abs(lead.amount)
    if known:
        days = cascade.calendar.between(max(known), day)
        if days < need:
            yield Point(-40, f"chỉ còn {days} ngày làm việc để mời (cần {need})")
        else:
            yield Point(0, f"còn {days} ngày làm việc để mời, cần {need}")
    for name in conference.after:
        done = _due(cascade, name)
        if done is not None and cascade.calendar.between(done, day) < 1:
            yield Point(-10, f"ngay sau hạn của {name} ({words.day(done)})")


def _line_test(cascade: Cascade, conference: Conference, day: date) -> Iterator[Point]:
    offset = conference.line_test.offset if conference.line_test is not None else None
    if offset is None:
        return
    test = anchors.shift(day, offset, cascade.calendar)
    if not cascade.calendar.is_working(test):
        yield Point(-10, f"thử đường truyền rơi vào {words.long_day(test)}, ngày nghỉ")


def _time_left(cascade: Cascade, conference: Conference, day: date) -> Iterator[Point]:
    """What hangs on the conference needs time after it; earlier days leave more."""
    left: list[tuple[int, Duty]] = []
    for duty in cascade.duties:
        if _hangs_on(duty, conference) and duty.derived is None and duty.window.latest is not None:
            left.append((cascade.calendar.between(day, duty.window.latest), duty))
    if not left:
        return
    days, duty = min(left, key=lambda item: (item[0], item[1].key))
    why = f"còn {days} ngày làm việc đến hạn {duty.key} ({words.day(duty.window.latest or day)})"
    if days < _TIGHT:
        yield Point(-60 if days <= 0 else -8 * (_TIGHT - days), why)
    else:
        yield Point(-max(0, 20 - days) // 2, why)


def _hangs_on(duty: Duty, conference: Conference) -> bool:
    own = duty.conference == conference.id and duty.kind in _AFTERWARDS
    return own or conference.id in duty.depends_on


def _same_day(conference: Conference, start: datetime, others: Sequence[Meeting]) -> Iterator[Point]:
    for other in others:
        if other.start is None or other.cancelled or day_of(other.start) != day_of(start):
            continue
        if fold(other.conference.name) != fold(conference.name):
            yield Point(-10, f"cùng ngày với “{other.conference.name}”")


def _hour(start: datetime) -> Iterator[Point]:
    if local(start).time() >= sessions.NOON:
        yield Point(-2, "họp buổi chiều")


def _due(cascade: Cascade, name: str) -> date | None:
    """The day by which what must come first is due; a period or an open date is no such day."""
    days = [duty.window for duty in cascade.duties if duty.requirement == name]
    firm = [days.latest for days in days if days.latest and not days.earliest and not days.tentative]
    return max(firm, default=None)
