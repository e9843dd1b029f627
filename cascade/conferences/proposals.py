"""Days for a conference: ranked, each with its reasons, from the window the paper leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from cascade.calendar.zone import day_of, instant
from cascade.conferences import clashes
from cascade.conferences.score import Proposal, weigh
from cascade.dates import conference_dates, half_days, relative
from cascade.dates.deadlines import Context, resolve
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org.tree import Level
from cascade.plan import level_sittings
from cascade.plan.model import Conference, Policy
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade, Meeting, Window

__all__ = ["Proposal", "find", "in_turn", "invited_by", "propose", "taken"]

_DAY = timedelta(days=1)
_AT_ONCE = (
    Told("mọi cấp họp cùng lúc", "all levels sit at once"),
    Told(
        "bỏ --in-turn; muốn họp lần lượt từng cấp, ghi relayed: false",
        "leave out --in-turn, or write relayed: false",
    ),
)
_LETTERS_LEAVE = time(8, 0)


def propose(
    cascade: Cascade,
    conference: str,
    *,
    now: datetime | None = None,
    others: Sequence[Meeting] = (),
    limit: int = 10,
) -> tuple[Proposal, ...]:
    """The best days inside the window, best first. `others`: fixed conferences of other plans.

    Refusal: no such conference.
    """
    meeting = find(cascade, conference)
    ranked = sorted(
        _candidates(cascade, meeting, now, others), key=lambda proposal: (-proposal.score, proposal.start)
    )
    return tuple(ranked[:limit])


def in_turn(
    cascade: Cascade, conference: str, *, now: datetime | None = None, others: Sequence[Meeting] = ()
) -> tuple[tuple[Level, Proposal], ...]:
    """For a conference held by one level after another: the best day for each that has none, from the top.

    Refusal: no such conference, or all sit at once.
    """
    turns = [one for one in cascade.meetings if level_sittings.whole(one.conference.id) == conference]
    if len(turns) < 2:
        raise Refusal(find(cascade, conference).conference.id, *_AT_ONCE)
    found: list[tuple[Level, Proposal]] = []
    first: date | None = None
    for meeting in turns:
        assert meeting.conference.level is not None
        if meeting.start is not None and meeting.end is not None:
            first = day_of(meeting.end) + _DAY
            continue
        later = replace(
            meeting.window, earliest=max(filter(None, (first, meeting.window.earliest)), default=None)
        )
        options = _candidates(cascade, replace(meeting, window=later), now, others)
        best = max(options, key=lambda option: (option.score, -option.start.timestamp()), default=None)
        if best is None:
            break
        found.append((meeting.conference.level, best))
        first = day_of(best.end) + _DAY
    return tuple(found)


def find(cascade: Cascade, conference: str) -> Meeting:
    """The meeting of that id. Refusal: there is none, with those there are."""
    for meeting in cascade.meetings:
        if meeting.conference.id == conference:
            return meeting
    known = ", ".join(meeting.conference.id for meeting in cascade.meetings)
    raise Refusal(
        cascade.plan.code,
        Told(f"không có hội nghị “{conference}”", f"no conference “{conference}”"),
        tell("các hội nghị: {known}", "its conferences: {known}", known=known or Told("không có", "none")),
    )


def invited_by(cascade: Cascade, conference: Conference, start: datetime) -> datetime:
    """The last morning on which its invitation may leave for a conference that starts then."""
    lead = conference_dates.invitation_lead(conference, cascade.plan.policy)
    day = relative.shift(day_of(start), lead, cascade.calendar)
    return instant(day, lead.at or _LETTERS_LEAVE)


@dataclass(frozen=True, slots=True)
class TakenHour:
    """An hour that is not proposed: another conference needs the same people or the same hall."""

    start: datetime
    end: datetime
    other: str
    why: tuple[Told, ...]


def taken(
    cascade: Cascade, conference: str, *, now: datetime | None = None, others: Sequence[Meeting] = ()
) -> tuple[TakenHour, ...]:
    """The hours inside the window at which somebody or some hall it needs is already elsewhere.

    Refusal: no such conference.
    """
    meeting = find(cascade, conference)
    return tuple(
        clash
        for start, end in _slots(cascade, meeting, now)
        if (clash := _taken(cascade, meeting, start, end, others)) is not None
    )


def _candidates(
    cascade: Cascade, meeting: Meeting, now: datetime | None, others: Sequence[Meeting]
) -> Iterator[Proposal]:
    for start, end in _slots(cascade, meeting, now):
        if _taken(cascade, meeting, start, end, others) is None:
            yield weigh(cascade, meeting, start, end, now, others)


def _slots(cascade: Cascade, meeting: Meeting, now: datetime | None) -> Iterator[tuple[datetime, datetime]]:
    """Every hour of every day the window leaves."""
    window, policy = _window(cascade, meeting), cascade.plan.policy
    if window.earliest is None or window.latest is None:
        return
    day = window.earliest if now is None else max(window.earliest, day_of(now) + _DAY)
    while day <= window.latest:
        for hour in _hours(meeting.conference, policy):
            start = instant(day, hour)
            end = _end(meeting.conference, start, policy)
            if day_of(end) <= window.latest:
                yield start, end
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
    return half_days.end_of(start, conference.when.sessions or 1, policy)


def _taken(
    cascade: Cascade, meeting: Meeting, start: datetime, end: datetime, others: Sequence[Meeting]
) -> TakenHour | None:
    root = root_of(cascade.plan, cascade.tree)
    mine = [known for known in cascade.meetings if known.conference.id != meeting.conference.id]
    for other in (*mine, *others):
        if clashes.overlaps(start, end, other):
            why = clashes.shared(meeting.conference, other.conference, cascade.tree, root)
            if why:
                return TakenHour(start, end, other.conference.name, why)
    return None
