"""Findings about conferences: days, agenda, backdrop, line test, and clashes with those of other plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cascade import meetings, sessions
from cascade.duty import Finding, Meeting
from cascade.findings import dates
from cascade.findings.sight import Sight, tell
from cascade.instants import day_of
from cascade.plan import Conference
from cascade.told import joined

_DAY = timedelta(days=1)


def look(sight: Sight, others: Sequence[Meeting] = ()) -> Iterator[Finding]:
    """All findings about conferences."""
    for meeting in sight.outline.meetings:
        if meeting.cancelled:
            continue
        yield from _days(meeting, sight)
        yield from _invited(meeting, sight)
        yield from _room_before(meeting, sight)
        yield from _agenda(meeting, sight)
        yield from _backdrop(meeting)
        yield from _line_test(meeting, sight)
    yield from _clashes(sight, others)


def _days(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    conference, window = meeting.conference, meeting.window
    when = conference.when
    at = when.line or conference.line
    yield from dates.wrong_weekday(conference.id, at, when)
    if window.earliest is not None and window.latest is not None and window.earliest > window.latest:
        yield tell("window_empty", conference.id, at, earliest=window.earliest, latest=window.latest)
    if meeting.start is not None:
        return
    yield dates.tentative(conference.id, at, when)
    if window.latest is None:
        yield tell("missing_date", conference.id, at)
        return
    if window.latest != window.latest_workday:
        yield tell(
            "period_ends_on_rest_day",
            conference.id,
            at,
            day_long=window.latest,
            workday_long=window.latest_workday,
            holiday="",
        )
    yield from dates.break_inside(conference.id, at, window, sight.outline.calendar)


def _invited(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    plan = sight.outline.plan
    if plan.issued is None or meeting.start is None or meeting.sequence:
        return
    start = day_of(meeting.start)
    least = plan.policy.invitation_notice
    if meeting.conference.host is not None and sight.outline.calendar.between(plan.issued, start) < least:
        yield tell(
            "invitation_too_late",
            meeting.conference.id,
            meeting.conference.line,
            issued=plan.issued,
            conference=meeting.conference.id,
            start=start,
            least=least,
        )


def _room_before(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    """What must be done first must leave the conference a day."""
    days = meetings.as_anchor(meeting)
    conference = meeting.conference
    if days.latest is None:
        return
    for name in conference.after:
        first = _soonest_end(name, conference, sight)
        if first is not None and first >= days.latest:
            yield tell(
                "no_room_for_conference",
                conference.id,
                conference.line,
                conference=conference.id,
                others=name,
                end=first,
                latest=days.latest,
            )


def _soonest_end(name: str, conference: Conference, sight: Sight) -> date | None:
    """The first day it can be done by: its last day, or the first of a period; None if it counts back."""
    if name in sight.meetings:
        return meetings.as_anchor(sight.meetings[name]).earliest
    requirement, window = sight.requirements[name], sight.window(name)
    if window is None or requirement.conference == conference.id:
        return None
    if (requirement.when.anchor or "").endswith(f":{conference.id}") or window.tentative:
        return None
    return window.earliest or window.latest


def _agenda(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    conference = meeting.conference
    minutes = sum(topic.minutes or 0 for topic in conference.agenda)
    room = _room(meeting, sight)
    if room is not None and minutes > room:
        yield tell(
            "agenda_too_long",
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
    return sessions.minutes_of(sittings, sight.outline.plan.policy) if sittings else None


def _backdrop(meeting: Meeting) -> Iterator[Finding]:
    conference = meeting.conference
    day = conference.backdrop_date
    if day is not None:
        first, last = meetings.as_anchor(meeting).earliest, meetings.as_anchor(meeting).latest
        if meeting.start is None or first is None or last is None or not first <= day <= last:
            start = day_of(meeting.start) if meeting.start is not None else "…"
            yield tell(
                "backdrop_date",
                conference.id,
                conference.line,
                day=day,
                conference=conference.id,
                start=start,
            )
    elif conference.backdrop and (meeting.start is None or conference.when.tentative):
        yield tell("backdrop_date_blank", conference.id, conference.line, conference=conference.id)


def _line_test(meeting: Meeting, sight: Sight) -> Iterator[Finding]:
    calendar = sight.outline.calendar
    if meeting.line_test_at is None or calendar.is_working(day_of(meeting.line_test_at)):
        return
    day = day_of(meeting.line_test_at)
    conference = meeting.conference
    yield tell(
        "line_test_on_rest_day",
        conference.id,
        conference.line,
        day_long=day,
        workday_long=calendar.on_or_before(day),
    )


def _clashes(sight: Sight, others: Sequence[Meeting]) -> Iterator[Finding]:
    from cascade import clashes

    tree, root = sight.outline.tree, sight.outline.root
    mine = [meeting for meeting in sight.outline.meetings if not meeting.cancelled]
    for index, meeting in enumerate(mine):
        for other in (*mine[index + 1 :], *others):
            why = clashes.reasons(meeting, other, tree, root)
            if why:
                conference = meeting.conference
                yield tell(
                    "meeting_clash",
                    conference.id,
                    conference.line,
                    conference=conference.id,
                    other=other.conference.name,
                    why=joined("; ", why),
                )
