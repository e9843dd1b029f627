"""Conferences in a rehearsal: invitations fix them, what hangs on them moves, attendance follows."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from cascade.calendar.zone import day_of, local
from cascade.changes import plan_diff
from cascade.checked_cascade import cascade as compile_plan
from cascade.conferences import proposals, seating
from cascade.conferences.conference_moments import moments, still_said, too_soon
from cascade.lang.told import Told, joined, tell
from cascade.notices.kinds import Occasion
from cascade.org import format
from cascade.plan.level_sittings import whole
from cascade.plan.model import Conference
from cascade.plan.typed.levels import told_key
from cascade.rehearsal import reporting_units
from cascade.rehearsal.engine import Act, RehearsalEngine
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Cascade, FixedMeeting, Meeting, Obligation

_OPEN = Told("chưa định", "not fixed yet")
_CANCELLED = Told("hội nghị đã hủy", "the conference is cancelled")
_HELD = Told(
    "hội nghị đã tổ chức, đề nghị báo số đại biểu dự", "the conference was held, please report attendance"
)


def open_the_diary(stage: RehearsalEngine, now: datetime) -> None:
    """Invite to what is already fixed; plan the invitations that are still to come."""
    stage.meetings.update(supposed(stage, now))
    for meeting in stage.cascade.meetings:
        if meeting.start is not None:
            _invite(stage, meeting, now)
    for name, fixed in sorted(stage.meetings.items()):
        stage.at(max(fixed.invited_at or now, now), _fixing(stage, name))
    reporting_units.open_ready(stage, now)


def supposed(stage: RehearsalEngine, now: datetime) -> dict[str, FixedMeeting]:
    """A day for each conference that nobody has fixed: the best one, one conference after another.

    Nothing that hangs on a conference can be played before its invitation has left.
    """
    found: dict[str, FixedMeeting] = {}
    drawn = stage.cascade
    if stage.meetings:
        drawn = compile_plan(drawn.plan, drawn.tree, stage.calendar, fixed=stage.meetings)
    while (meeting := _still_open(drawn, {*stage.meetings, *found})) is not None:
        name = meeting.conference.id
        best = next(iter(proposals.propose(drawn, name, now=now, limit=1)), None)
        best = best or next(iter(proposals.propose(drawn, name, limit=1)), None)
        if best is None:
            return found
        invited = max(proposals.invited_by(drawn, meeting.conference, best.start), now)
        found[name] = FixedMeeting(best.start, best.end, invited_at=invited)
        stage.why_then[name] = best.reasons
        drawn = compile_plan(drawn.plan, drawn.tree, stage.calendar, fixed={**stage.meetings, **found})
    return found


def _still_open(drawn: Cascade, known: set[str]) -> Meeting | None:
    """The first open conference: the earlier window first, and of one held level by level the upper level."""
    loose = [
        meeting
        for meeting in drawn.meetings
        if meeting.start is None and meeting.window.latest is not None and meeting.conference.id not in known
    ]
    return min(loose, key=lambda one: (one.window.latest, whole(one.conference.id)), default=None)


def _fixing(stage: RehearsalEngine, name: str) -> Act:
    return lambda now: _fix(stage, name, now)


def _fix(stage: RehearsalEngine, name: str, now: datetime) -> None:
    """An invitation fixes a conference: what hangs on it moves, and only those concerned hear of it."""
    known = stage.meetings
    fixed = {one: known[one] for one in known if (known[one].invited_at or now) <= now}
    before = stage.cascade
    stage.cascade = compile_plan(before.plan, before.tree, stage.calendar, fixed=fixed)
    change = plan_diff.diff(before, stage.cascade)
    for obligation in stage.cascade.obligations:
        stage.cast.actors[obligation.id].obligation = obligation
    for gone in change.withdrawn:
        _withdraw(stage, gone, now)
    moved = (*change.moved_earlier, *change.moved_later, *change.changed, *change.silent)
    heard: dict[str, list[Obligation]] = defaultdict(list)
    for one in moved:
        dated_anew = one.before.duty.hangs != one.after.duty.hangs or _due(one.before) != _due(one.after)
        if dated_anew and _move(stage, one.after, now):
            heard[one.after.unit].append(one.after)
    for unit, some in sorted(heard.items()):
        why = joined("; ", map(_new_date, some))
        stage.notice(now, unit, Occasion.AMENDED, why, tuple(one.id for one in some))
    reporting_units.open_ready(stage, now)
    for meeting in stage.cascade.meetings:
        if meeting.conference.id == name:
            _invite(stage, meeting, now)


def _due(one: Obligation) -> datetime | None:
    return one.duty.window.due_at


def _withdraw(stage: RehearsalEngine, obligation: Obligation, now: datetime) -> None:
    """What served a conference falls away with it."""
    actor = stage.cast.actors[obligation.id]
    if not actor.done:
        actor.state, actor.steps = ObligationState.WITHDRAWN, ()
        actor.plans += 1
        stage.about(actor, now, Occasion.WITHDRAWN, _CANCELLED)
        reporting_units.expected_no_more(stage, actor, now)


def _new_date(one: Obligation) -> Told:
    due = _due(one)
    day = format.told_day(day_of(due)) if due is not None else _OPEN
    return tell("{key}: hạn mới {day}", "{key}: new deadline {day}", key=told_key(one.duty.key), day=day)


def _move(stage: RehearsalEngine, obligation: Obligation, now: datetime) -> bool:
    """Whether its unit has to hear of another date."""
    actor = stage.cast.actors[obligation.id]
    if actor.done:
        return False
    duty = obligation.duty
    actor.deadline = duty.window.due_at
    actor.steps = () if actor.led else tuple(step for step in duty.steps if step.at > now)
    actor.plans += 1
    if actor.state is ObligationState.WAITING and not duty.collects and not duty.hangs:
        actor.state = ObligationState.OPEN
    reporting_units.expect(stage, actor, now)
    stage.plan_rung(actor, now)
    return True


def _invite(stage: RehearsalEngine, meeting: Meeting, now: datetime) -> None:
    """Invite every unit that attends; plan what its speakers and its halls hear later."""
    if meeting.start is None or meeting.end is None:
        return
    conference, name = meeting.conference, meeting.conference.id
    if meeting.cancelled and name not in stage.invited:
        return
    stage.invited.add(name)
    why = tell("hội nghị {day}", "conference on {day}", day=format.told_long_day(day_of(meeting.start)))
    if name in stage.why_then:
        supposed_why = joined("; ", stage.why_then[name])
        why = tell("{why} (ngày giả định: {then})", "{why} (supposed: {then})", why=why, then=supposed_why)
    occasion = Occasion.INVITATION if meeting.sequence == 0 else Occasion.INVITATION_CHANGED
    if meeting.cancelled:
        occasion = Occasion.INVITATION_CANCELLED
    for unit in sorted(seating.halls(conference, stage.cast.tree, stage.cast.root)):
        stage.notice(now, unit, occasion, why, conference=name)
    if not meeting.cancelled:
        known = moments(meeting.start, meeting.end, meeting.line_test_at, stage.calendar)
        for about, at in known.items():
            if not too_soon(about, at, now):
                stage.at(max(at, now), _reminding(stage, meeting, about))


def _reminding(stage: RehearsalEngine, meeting: Meeting, about: Occasion) -> Act:
    return lambda now: _remind(stage, meeting, about, now)


def _remind(stage: RehearsalEngine, meeting: Meeting, about: Occasion, now: datetime) -> None:
    """On the day that still holds: not of one put off or called off since."""
    conference = meeting.conference
    held = next(one for one in stage.cascade.meetings if one.conference.id == conference.id)
    if held.cancelled or held.end != meeting.end or not still_said(about, meeting.start, now):
        return
    if about is Occasion.UNCONFIRMED:
        units = _holders(stage, conference) if _silent_halls(stage, conference) else []
    elif about is Occasion.SPEAKER:
        units = [topic.speaker_unit for topic in conference.agenda if topic.speaker_unit is not None]
    else:
        halls = seating.halls(conference, stage.cast.tree, stage.cast.root)
        units = sorted(
            unit for unit in halls if about is not Occasion.LINE_TEST or not seating.is_guest(unit, halls)
        )
    if about is Occasion.CONFIRM:
        units = [unit for unit in units if not stage.behaviour.confirms(unit, conference.id)]
    for unit in units:
        stage.notice(now, unit, about, _why(about, meeting), conference=conference.id)


def _holders(stage: RehearsalEngine, conference: Conference) -> list[str]:
    return sorted({stage.desk, conference.host or stage.desk})


def _silent_halls(stage: RehearsalEngine, conference: Conference) -> bool:
    """Whether a hall has nobody that confirms: one that a unit runs for itself has that unit alone."""
    seated = seating.halls(conference, stage.cast.tree, stage.cast.root)
    halls: dict[tuple[str, str], list[str]] = defaultdict(list)
    for unit, hall in seated.items():
        halls[hall.id, hall.host or unit].append(unit)
    return any(
        not any(stage.behaviour.confirms(unit, conference.id) for unit in some) for some in halls.values()
    )


def _why(about: Occasion, meeting: Meeting) -> Told:
    if about is Occasion.ATTENDANCE or meeting.start is None:
        return _HELD
    if about is Occasion.LINE_TEST and meeting.line_test_at is not None:
        at = local(meeting.line_test_at)
        hour, day = f"{at:%H:%M}", format.told_long_day(at.date())
        return tell(
            "thử đường truyền {hour} {day}", "the line test is at {hour} on {day}", hour=hour, day=day
        )
    if about is Occasion.CONFIRM:
        return Told("chưa xác nhận dự hội nghị", "has not said whether it comes to the conference")
    if about is Occasion.UNCONFIRMED:
        return Told("có điểm cầu chưa ai xác nhận", "nobody has confirmed some of the halls")
    return tell("hội nghị {day}", "conference on {day}", day=format.told_long_day(day_of(meeting.start)))
