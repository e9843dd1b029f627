"""Conferences in a rehearsal: invitations fix them, what hangs on them moves, attendance follows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cascade import amend, seating, words
from cascade.compile import cascade as compile_plan
from cascade.duty import Meeting, Obligation
from cascade.instants import day_of
from cascade.rehearsal import reporting
from cascade.rollup import State
from cascade.told import Told, tell

if TYPE_CHECKING:
    from cascade.rehearsal.stage import Act, Stage


_OPEN = Told("chưa định", "not fixed yet")
_HELD = Told("hội nghị đã họp, đề nghị báo số người dự", "the conference was held, please tell who attended")


def open_the_diary(stage: Stage, now: datetime) -> None:
    """Invite to what is already fixed; plan the invitations that are still to come."""
    for meeting in stage.cascade.meetings:
        if meeting.start is not None:
            _invite(stage, meeting, now)
    for name, fixed in sorted(stage.behaviour.meetings.items()):
        stage.at(max(fixed.invited_at or now, now), _fixing(stage, name))


def _fixing(stage: Stage, name: str) -> Act:
    return lambda now: _fix(stage, name, now)


def _fix(stage: Stage, name: str, now: datetime) -> None:
    """An invitation fixes a conference: what hangs on it moves, and only those concerned hear of it."""
    known = stage.behaviour.meetings
    fixed = {one: known[one] for one in known if (known[one].invited_at or now) <= now}
    before = stage.cascade
    stage.cascade = compile_plan(before.plan, before.tree, stage.calendar, fixed=fixed)
    change = amend.diff(before, stage.cascade)
    for obligation in stage.cascade.obligations:
        stage.cast.actors[obligation.id].obligation = obligation
    for moved in (*change.moved_earlier, *change.moved_later):
        _move(stage, moved.after, now)
    for meeting in stage.cascade.meetings:
        if meeting.conference.id == name:
            _invite(stage, meeting, now)


def _move(stage: Stage, obligation: Obligation, now: datetime) -> None:
    actor = stage.cast.actors[obligation.id]
    if actor.done:
        return
    duty = obligation.duty
    actor.deadline = duty.window.due_at
    actor.steps = () if actor.led else tuple(step for step in duty.steps if step.at > now)
    actor.plans += 1
    if actor.state is State.WAITING and not duty.collects:
        actor.state = State.OPEN
    day = words.told_day(day_of(actor.deadline)) if actor.deadline is not None else _OPEN
    stage.about(actor, now, "amended", tell("hạn mới {day}", "new deadline {day}", day=day))
    reporting.expect(stage, actor, now)
    stage.plan_rung(actor, now)


def _invite(stage: Stage, meeting: Meeting, now: datetime) -> None:
    """Invite every unit that attends and every speaker's unit; ask for attendance at the end."""
    if meeting.start is None or meeting.end is None:
        return
    conference, name = meeting.conference, meeting.conference.id
    why = tell("hội nghị {day}", "conference on {day}", day=words.told_long_day(day_of(meeting.start)))
    occasion = "invitation" if meeting.sequence == 0 else "invitation_changed"
    seats = sorted(seating.places(conference, stage.cast.tree, stage.cast.root))
    for unit in seats:
        stage.notice(now, unit, occasion, why, conference=name)
    for unit in sorted({topic.speaker_unit for topic in conference.agenda if topic.speaker_unit is not None}):
        stage.notice(now, unit, "speaker", why, conference=name)
    stage.at(max(meeting.end, now), lambda at: _attendance(stage, name, seats, at))


def _attendance(stage: Stage, name: str, seats: list[str], now: datetime) -> None:
    for unit in seats:
        stage.notice(now, unit, "attendance", _HELD, conference=name)
