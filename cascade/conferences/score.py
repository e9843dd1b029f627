"""What speaks for and against a day of a conference: rest days, notice, line test, the time left after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, local
from cascade.dates import half_days, relative
from cascade.lang.told import Told, tell
from cascade.lang.vietnamese import fold
from cascade.org import format
from cascade.plan.model import Conference, OffsetUnit
from cascade.result.obligation import Cascade, Duty, Meeting

_DAY = timedelta(days=1)
_LONG_BREAK = 5
_AFTER_BREAK = Told("ngày làm việc đầu tiên sau đợt nghỉ dài", "the first working day after a long break")
_BEFORE_BREAK = Told("ngày làm việc cuối cùng trước đợt nghỉ dài", "the last working day before a long break")
_TIGHT = 5
"""Working days left for what hangs on the conference below which it gets tight (the default hop)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day and hour a conference could sit, out of 100, with what speaks for and against it."""

    start: datetime
    end: datetime
    score: int
    reasons: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One reason: points added (or taken) and why."""

    points: int
    why: Told


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
    return Proposal(start, end, score, tuple(point.why for point in ordered))


def _rest(start: datetime, end: datetime, calendar: WorkCalendar) -> Iterator[Point]:
    """Conferences ignore the five-day week (7/2/2026 was a Saturday), but not holidays and not Tết."""
    day = day_of(start)
    while day <= day_of(end):
        shown = format.told_long_day(day)
        if (holiday := calendar.told_name(day)) is not None:
            why = tell(
                "{day} là ngày nghỉ lễ ({name})", "{day} is a holiday ({name})", day=shown, name=holiday
            )
            yield Point(-70, why)
        elif not calendar.is_working(day):
            why = tell("{day} là ngày nghỉ", "{day} is a day off", day=shown)
            yield Point(-15 if day.weekday() == 5 else -30, why)
        day += _DAY
    first = day_of(start)
    if calendar.is_working(first):
        shown = format.told_long_day(first)
        yield Point(0, tell("{day} là ngày làm việc", "{day} is a working day", day=shown))
        if _break_length(first - _DAY, calendar) >= _LONG_BREAK:
            yield Point(-20, _AFTER_BREAK)
        if _break_length(day_of(end) + _DAY, calendar) >= _LONG_BREAK:
            yield Point(-15, _BEFORE_BREAK)


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
        facts = {"days": format.told_working_days(days), "need": need}
        if days < need:
            vi, en = "chỉ còn {days} để mời (cần {need})", "only {days} left to invite ({need} needed)"
            yield Point(-40, tell(vi, en, **facts))
        else:
            vi, en = "còn {days} để mời, cần {need}", "{days} left to invite, {need} needed"
            yield Point(0, tell(vi, en, **facts))
    for name in conference.after:
        done = _due(cascade, name)
        if done is not None and cascade.calendar.between(done, day) < 1:
            vi, en = "ngay sau hạn của {name} ({day})", "right after the deadline of {name} ({day})"
            yield Point(-10, tell(vi, en, name=name, day=format.told_day(done)))


def _line_test(cascade: Cascade, conference: Conference, day: date) -> Iterator[Point]:
    offset = conference.line_test.offset if conference.line_test is not None else None
    if offset is None:
        return
    test = relative.shift(day, offset, cascade.calendar)
    if not cascade.calendar.is_working(test):
        vi, en = "thử đường truyền rơi vào {day}, ngày nghỉ", "the line test falls on {day}, a day off"
        yield Point(-10, tell(vi, en, day=format.told_long_day(test)))


def _time_left(cascade: Cascade, conference: Conference, day: date) -> Iterator[Point]:
    """What hangs on the conference needs time after it; earlier days leave more."""
    left: list[tuple[int, Duty]] = []
    for duty in cascade.duties:
        if _hangs_on(duty, conference) and duty.derived is None and duty.window.latest is not None:
            left.append((cascade.calendar.between(day, duty.window.latest), duty))
    if not left:
        return
    days, duty = min(left, key=lambda item: (item[0], item[1].key))
    why = tell(
        "còn {days} đến hạn {key} ({day})",
        "{days} left to the deadline of {key} ({day})",
        days=format.told_working_days(days),
        key=duty.key,
        day=format.told_day(duty.window.latest or day),
    )
    if days < _TIGHT:
        yield Point(-60 if days <= 0 else -8 * (_TIGHT - days), why)
    else:
        yield Point(-max(0, 20 - days) // 2, why)


def _hangs_on(duty: Duty, conference: Conference) -> bool:
    own = duty.conference == conference.id and duty.kind.traits.after_a_conference
    return own or conference.id in duty.depends_on


def _same_day(conference: Conference, start: datetime, others: Sequence[Meeting]) -> Iterator[Point]:
    for other in others:
        if other.start is None or other.cancelled or day_of(other.start) != day_of(start):
            continue
        if fold(other.conference.name) != fold(conference.name):
            name = other.conference.name
            yield Point(-10, Told(f"cùng ngày với “{name}”", f"the same day as “{name}”"))


def _hour(start: datetime) -> Iterator[Point]:
    if local(start).time() >= half_days.NOON:
        yield Point(-2, Told("họp buổi chiều", "it is held in the afternoon"))


def _due(cascade: Cascade, name: str) -> date | None:
    """The day by which what must come first is due; a period or an open date is no such day."""
    days = [duty.window for duty in cascade.duties if duty.requirement == name]
    firm = [days.latest for days in days if days.latest and not days.earliest and not days.tentative]
    return max(firm, default=None)
