"""Days for a conference: ranked, each with its reasons, from the window the paper leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from cascade import anchors, clashes, sessions, words
from cascade.deadlines import Context, resolve
from cascade.duty import Cascade, Duty, FixedMeeting, Meeting, Window
from cascade.instants import day_of, instant, local
from cascade.plan import ActionKind, Conference, OffsetUnit, Policy
from cascade.refusal import Refusal
from cascade.text import fold
from cascade.tree import LEVEL_ORDER, Level
from cascade.who import root_of
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


def propose(
    cascade: Cascade,
    conference: str,
    *,
    now: datetime | None = None,
    others: Sequence[Meeting] = (),
    limit: int = 10,
) -> tuple[Proposal, ...]:
    """The best days inside the window, best first. `others`: fixed conferences of other plans."""
    meeting = find(cascade, conference)
    ranked = sorted(
        _candidates(cascade, meeting, now, others), key=lambda proposal: (-proposal.score, proposal.start)
    )
    return tuple(ranked[:limit])


def in_turn(
    cascade: Cascade, conference: str, *, now: datetime | None = None, others: Sequence[Meeting] = ()
) -> tuple[tuple[Level, Proposal], ...]:
    """For a conference held by one level after another: the best day for each, from the top."""
    meeting = find(cascade, conference)
    found: list[tuple[Level, Proposal]] = []
    for level in _levels(cascade, meeting.conference):
        options = _candidates(cascade, meeting, now, others)
        best = max(options, key=lambda option: (option.score, -option.start.timestamp()), default=None)
        if best is None:
            break
        found.append((level, best))
        later = replace(_window(cascade, meeting), earliest=day_of(best.end) + _DAY)
        meeting = replace(meeting, window=later, start=None)
    return tuple(found)


def find(cascade: Cascade, conference: str) -> Meeting:
    """The meeting of that id, or a refusal."""
    for meeting in cascade.meetings:
        if meeting.conference.id == conference:
            return meeting
    known = ", ".join(meeting.conference.id for meeting in cascade.meetings)
    raise Refusal(
        cascade.plan.code, f"không có hội nghị “{conference}”", f"các hội nghị: {known or 'không có'}"
    )


def fix(known: FixedMeeting | None, start: datetime, end: datetime, invited_at: datetime) -> FixedMeeting:
    """What a first, a changed or a renewed invitation fixes; each raises the sequence of the one before."""
    if start.tzinfo is None or end.tzinfo is None or end <= start:
        raise Refusal("", "giờ kết thúc hội nghị phải sau giờ khai mạc", "sửa giờ bắt đầu hoặc kết thúc")
    return FixedMeeting(start, end, 0 if known is None else known.sequence + 1, False, invited_at)


def cancel(known: FixedMeeting) -> FixedMeeting:
    """The invitation is taken back; the row stays so that the cancellation can be sent."""
    return replace(known, sequence=known.sequence + 1, cancelled=True)


def _candidates(
    cascade: Cascade, meeting: Meeting, now: datetime | None, others: Sequence[Meeting]
) -> Iterator[Proposal]:
    window = _window(cascade, meeting)
    if window.earliest is None or window.latest is None:
        return
    day = window.earliest if now is None else max(window.earliest, day_of(now) + _DAY)
    while day <= window.latest:
        for hour in _hours(meeting.conference, cascade.plan.policy):
            start = instant(day, hour)
            end = _end(meeting.conference, start, cascade.plan.policy)
            if day_of(end) <= window.latest and not _taken(cascade, meeting, start, end, others):
                yield _weigh(cascade, meeting, start, end, now, others)
        day += _DAY


def _window(cascade: Cascade, meeting: Meeting) -> Window:
    """The days there are; for a conference that is to be postponed, those its paper first allowed."""
    if meeting.start is None:
        return meeting.window
    context = Context(cascade.plan.policy, cascade.calendar, issued=cascade.plan.issued)
    stated = resolve(meeting.conference.when, context)[0]
    return stated if stated.latest is not None else meeting.window


def _hours(conference: Conference, policy: Policy) -> tuple[time, ...]:
    """A stated hour stays; an odd number of half days may begin after lunch."""
    if conference.when.start_time is not None:
        return (conference.when.start_time,)
    if (conference.when.sessions or 1) % 2:
        return (policy.session_morning[0], policy.session_afternoon[0])
    return (policy.session_morning[0],)


def _end(conference: Conference, start: datetime, policy: Policy) -> datetime:
    if conference.when.end_time is not None and conference.when.end is None:
        return instant(day_of(start), conference.when.end_time)
    return sessions.end_of(start, conference.when.sessions or 1, policy)


def _taken(
    cascade: Cascade, meeting: Meeting, start: datetime, end: datetime, others: Sequence[Meeting]
) -> bool:
    """Whether somebody or some hall it needs is already elsewhere at that time."""
    root = root_of(cascade.plan, cascade.tree)
    mine = [known for known in cascade.meetings if known.conference.id != meeting.conference.id]
    return any(
        clashes.overlaps(start, end, other)
        and clashes.shared(meeting.conference, other.conference, cascade.tree, root)
        for other in (*mine, *others)
    )


def _weigh(
    cascade: Cascade,
    meeting: Meeting,
    start: datetime,
    end: datetime,
    now: datetime | None,
    others: Sequence[Meeting],
) -> Proposal:
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


def _levels(cascade: Cascade, conference: Conference) -> list[Level]:
    root = root_of(cascade.plan, cascade.tree)
    present = {cascade.tree.unit(code).level for code in clashes.units(conference, cascade.tree, root)}
    return sorted(present, key=LEVEL_ORDER.__getitem__)
