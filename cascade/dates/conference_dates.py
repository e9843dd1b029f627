"""What is known of a conference's day: its window, the day an invitation fixed, the line test before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from cascade.calendar.zone import day_of, instant
from cascade.dates import half_days, relative
from cascade.dates.deadlines import Context, resolve
from cascade.plan.model import Conference, Offset, OffsetUnit, Policy, WhenKind
from cascade.result.derivation import Derivation, Rule
from cascade.result.obligation import FixedMeeting, Meeting, Window

_DAYS = {WhenKind.FIXED, WhenKind.RANGE, WhenKind.BY}


def hold(
    conference: Conference, context: Context, before: Iterable[date], fixed: FixedMeeting | None
) -> Meeting:
    """The meeting as it stands: by its invitation, else by its stated day, else open inside its window.

    `before`: last days of what must come first.
    """
    window, derived = resolve(conference.when, context)
    if fixed is not None:
        return _by_invitation(conference, context, fixed)
    if conference.when.kind is WhenKind.FIXED and not window.tentative and window.latest is not None:
        return _by_paper(conference, context, window)
    open_window = _after(window, before)
    return Meeting(conference, replace(open_window, tentative=True), derived=derived)


def as_anchor(meeting: Meeting) -> Window:
    """The days that times relative to the conference count from."""
    if meeting.start is None or meeting.end is None:
        return meeting.window
    return replace(
        meeting.window,
        earliest=day_of(meeting.start),
        latest=day_of(meeting.end),
        starts_at=meeting.start,
        due_at=meeting.end,
        tentative=False,
    )


def invitation_lead(conference: Conference, policy: Policy) -> Offset:
    """How long before the conference its invitation leaves: a negative distance."""
    return conference.invitation_lead or Offset(-policy.invitation_notice, OffsetUnit.WORKING_DAYS)


def invitation_window(
    meeting: Meeting, fixed: FixedMeeting | None, notice: Offset, context: Context
) -> Window:
    """When the invitation went out, or the last day it should."""
    if fixed is not None and fixed.invited_at is not None:
        day = day_of(fixed.invited_at)
        return Window(earliest=day, latest=day, due_at=fixed.invited_at, starts_at=fixed.invited_at)
    days = as_anchor(meeting)
    if days.latest is None:
        return Window(tentative=True)
    first = relative.shift(days.earliest or days.latest, notice, context.calendar)
    last = relative.shift(days.latest, notice, context.calendar)
    return Window(earliest=first, latest=last, due_at=instant(last, context.policy.day_end), tentative=True)


def _by_invitation(conference: Conference, context: Context, fixed: FixedMeeting) -> Meeting:
    window = Window(
        earliest=day_of(fixed.start),
        latest=day_of(fixed.end),
        latest_workday=context.calendar.on_or_before(day_of(fixed.end)),
        due_at=fixed.end,
        starts_at=fixed.start,
    )
    return Meeting(
        conference,
        window,
        fixed.start,
        fixed.end,
        None if fixed.cancelled else line_test(conference, fixed.start, context),
        derived=Derivation(Rule.INVITED),
        cancelled=fixed.cancelled,
        sequence=fixed.sequence,
    )


def _by_paper(conference: Conference, context: Context, window: Window) -> Meeting:
    """A stated day without an hour begins when the morning session does."""
    assert window.earliest is not None
    assert window.latest is not None
    hour = conference.when.start_time
    start = window.starts_at or instant(window.earliest, context.policy.session_morning[0])
    end = _end(conference, context, window, start)
    derived = None if hour is not None else Derivation(Rule.MORNING)
    days = replace(window, starts_at=start, due_at=end)
    return Meeting(conference, days, start, end, line_test(conference, start, context), derived)


def _end(conference: Conference, context: Context, window: Window, start: datetime) -> datetime:
    when = conference.when
    assert window.latest is not None
    if when.end_time is not None:
        return instant(window.latest, when.end_time)
    if when.sessions is not None or window.latest == day_of(start):
        return half_days.end_of(start, when.sessions or 1, context.policy)
    return instant(window.latest, context.policy.session_afternoon[1])


def line_test(conference: Conference, start: datetime, context: Context) -> datetime | None:
    """The paper's hour for it; by policy where several venues are joined and the paper names none."""
    offset = conference.line_test.offset if conference.line_test is not None else None
    if offset is None and (conference.line_test is not None or len(conference.venues) < 2):
        return None
    offset = offset or context.policy.line_test
    day = relative.shift(day_of(start), offset, context.calendar)
    return instant(day, offset.at or context.policy.session_afternoon[0])


def _after(window: Window, before: Iterable[date]) -> Window:
    """A conference comes the day after what must be done first, as long as that leaves it a day."""
    firsts = [day + timedelta(days=1) for day in before if window.latest is None or day < window.latest]
    if window.earliest is not None:
        firsts.append(window.earliest)
    return replace(window, earliest=max(firsts)) if firsts else window
