"""Findings about conferences: days, agenda, backdrop, line test, and clashes with those of other plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cascade.calendar.zone import day_of
from cascade.dates import conference_dates, half_days
from cascade.findings import date_findings, stated
from cascade.findings.context import Sight
from cascade.findings.kind import FindingKind
from cascade.lang.told import Told, joined
from cascade.org import format
from cascade.plan.level_sittings import whole
from cascade.plan.model import Conference
from cascade.result.obligation import Finding, Meeting, Severity

_DAY = timedelta(days=1)


AGENDA_TOO_LONG = FindingKind(
    "agenda_too_long",
    Severity.WARNING,
    Told(
        "chương trình {minutes} phút, hội nghị {conference} chỉ có {room} phút",
        "the agenda takes {minutes} minutes, conference {conference} has {room}",
    ),
    Told("bớt nội dung hoặc thêm buổi", "shorten the agenda or add a session"),
)

BACKDROP_DATE = FindingKind(
    "backdrop_date",
    Severity.WARNING,
    Told(
        "ma-két ghi {day}, hội nghị {conference} ngày {start}",
        "the backdrop says {day}, conference {conference} is on {start}",
    ),
    Told("sửa dòng ngày trên ma-két", "correct the backdrop"),
)

BACKDROP_DATE_BLANK = FindingKind(
    "backdrop_date_blank",
    Severity.NOTE,
    Told(
        "ma-két của hội nghị {conference} còn để trống ngày",
        "the backdrop of conference {conference} has no day yet",
    ),
    Told("điền ngày khi giấy mời ấn định", "fill it in when the invitation fixes the day"),
)

LINE_TEST_ON_REST_DAY = FindingKind(
    "line_test_on_rest_day",
    Severity.NOTE,
    Told("thử đường truyền rơi vào {day}, ngày nghỉ", "the line test falls on {day}, a day off"),
    Told(
        "báo trước bộ phận kỹ thuật, hoặc thử vào {workday}",
        "tell the technical staff in advance, or test on {workday}",
    ),
)

NO_ROOM_FOR_CONFERENCE = FindingKind(
    "no_room_for_conference",
    Severity.WARNING,
    Told(
        "nhiệm vụ phải xong trước hội nghị {conference} ({others}) hạn {end}, "
        "không sớm hơn ngày cuối {latest}",
        "what must precede conference {conference} ({others}) is due {end}, not before its last day {latest}",
    ),
    Told("đưa hạn đó lên sớm hoặc lùi hội nghị", "make it due earlier or the conference later"),
)

INVITATION_TOO_LATE = FindingKind(
    "invitation_too_late",
    Severity.WARNING,
    Told(
        "từ ngày ban hành {issued} đến hội nghị {conference} ({start}) không đủ {least} ngày làm việc để mời",
        "working days from the issue on {issued} to conference {conference} ({start}): fewer than {least}",
    ),
    Told("gửi giấy mời ngay khi ban hành hoặc lùi hội nghị", "invite at once or move the conference"),
)

MEETING_CLASH = FindingKind(
    "meeting_clash",
    Severity.WARNING,
    Told(
        "hội nghị {conference} trùng giờ với “{other}”: {why}",
        "conference {conference} clashes with “{other}”: {why}",
    ),
    Told("đổi ngày hoặc đổi người, hội trường", "change the day, the people or the hall"),
)


def look(sight: Sight, others: Sequence[Meeting] = ()) -> Iterator[Finding]:
    """All findings about conferences."""
    for meeting in sight.outline.meetings:
        if meeting.cancelled:
            continue
        if whole(meeting.conference.id) == meeting.conference.id:
            yield from _days(meeting, sight)
            yield from _agenda(meeting, sight)
            yield from _backdrop(meeting)
        yield from _invited(meeting, sight)
        yield from _room_before(meeting, sight)
        yield from _line_test(meeting, sight)
    yield from _clashes(sight, others)


def _days(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    conference, window = meeting.conference, meeting.window
    when = conference.when
    at = when.line or conference.line
    yield from stated.wrong_weekday(conference.id, at, when)
    yield from stated.other_words(conference.id, at, when)
    if window.earliest is not None and window.latest is not None and window.earliest > window.latest:
        yield stated.WINDOW_EMPTY.found(conference.id, at, earliest=window.earliest, latest=window.latest)
    if meeting.start is not None:
        return
    yield date_findings.tentative(conference.id, at, when)
    if window.latest is None:
        yield date_findings.MISSING_DATE.found(conference.id, at)
        return
    if window.latest != window.latest_workday:
        yield date_findings.PERIOD_ENDS_ON_REST_DAY.found(
            conference.id,
            at,
            day=format.told_long_day(window.latest),
            workday=format.told_long_day(window.latest_workday or window.latest),
            holiday="",
        )
    yield from date_findings.break_inside(conference.id, at, window, sight.outline.calendar)


def _invited(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    plan = sight.outline.plan
    if plan.issued is None or meeting.start is None or meeting.sequence:
        return
    start = day_of(meeting.start)
    least = plan.policy.invitation_notice
    if meeting.conference.host is not None and sight.outline.calendar.between(plan.issued, start) < least:
        yield INVITATION_TOO_LATE.found(
            meeting.conference.id,
            meeting.conference.line,
            issued=plan.issued,
            conference=meeting.conference.id,
            start=start,
            least=least,
        )


def _room_before(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    """What must be done first must leave the conference a day."""
    days = conference_dates.as_anchor(meeting)
    conference = meeting.conference
    if days.latest is None:
        return
    for name in conference.after:
        first = _soonest_end(name, conference, sight)
        if first is not None and first >= days.latest:
            yield NO_ROOM_FOR_CONFERENCE.found(
                conference.id,
                conference.line,
                conference=conference.id,
                others=name,
                end=first,
                latest=days.latest,
            )


def _soonest_end(name: str, conference: Conference, sight: Sight) -> date | None:
    """The first day it can be done by: its last day, or the first of a period; None if it counts back."""
    mine = whole(conference.id)
    if whole(name) == mine:
        return conference_dates.as_anchor(sight.meetings[name]).earliest
    if name in sight.meetings:
        return conference_dates.as_anchor(sight.sitting(name, conference.level)).earliest
    requirement, window = sight.requirements[name], sight.window(name)
    if window is None or requirement.conference == mine:
        return None
    if (requirement.when.anchor or "").endswith(f":{mine}") or window.tentative:
        return None
    return window.earliest or window.latest


def _agenda(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    conference = meeting.conference
    minutes = sum(topic.minutes or 0 for topic in conference.agenda)
    room = _room(meeting, sight)
    if room is not None and minutes > room:
        yield AGENDA_TOO_LONG.found(
            conference.id,
            conference.line,
            minutes=minutes,
            conference=conference.id,
            room=room,
        )


def _room(meeting: Meeting, sight: Sight) -> int | None:
    """Minutes there are: between start and end on one day, else what its sessions hold."""
    sittings = meeting.conference.when.sessions
    if meeting.start is not None and meeting.end is not None and meeting.end - meeting.start < _DAY / 2:
        return int((meeting.end - meeting.start).total_seconds() // 60)
    return half_days.minutes_of(sittings, sight.outline.plan.policy) if sittings else None


def _backdrop(meeting: Meeting) -> Iterator[Finding]:
    conference = meeting.conference
    day = conference.backdrop_date
    if day is not None:
        first, last = conference_dates.as_anchor(meeting).earliest, conference_dates.as_anchor(meeting).latest
        if meeting.start is None or first is None or last is None or not first <= day <= last:
            start = day_of(meeting.start) if meeting.start is not None else "…"
            yield BACKDROP_DATE.found(
                conference.id,
                conference.line,
                day=day,
                conference=conference.id,
                start=start,
            )
    elif conference.backdrop and (meeting.start is None or conference.when.tentative):
        yield BACKDROP_DATE_BLANK.found(conference.id, conference.line, conference=conference.id)


def _line_test(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    calendar = sight.outline.calendar
    if meeting.line_test_at is None or calendar.is_working(day_of(meeting.line_test_at)):
        return
    day = day_of(meeting.line_test_at)
    conference = meeting.conference
    yield LINE_TEST_ON_REST_DAY.found(
        conference.id,
        conference.line,
        day=format.told_long_day(day),
        workday=format.told_long_day(calendar.on_or_before(day)),
    )


def _clashes(sight: Sight, others: Sequence[Meeting]) -> Iterator[Finding]:
    from cascade.conferences import clashes

    tree, root = sight.outline.tree, sight.outline.root
    mine = [meeting for meeting in sight.outline.meetings if not meeting.cancelled]
    for index, meeting in enumerate(mine):
        for other in (*mine[index + 1 :], *others):
            why = clashes.reasons(meeting, other, tree, root)
            if why:
                conference = meeting.conference
                yield MEETING_CLASH.found(
                    conference.id,
                    conference.line,
                    conference=conference.id,
                    other=other.conference.name,
                    why=joined("; ", why),
                )
