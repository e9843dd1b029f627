"""Reports in a rehearsal: they come, are accepted or returned, and come again."""

from __future__ import annotations

from datetime import datetime, timedelta

from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.rehearsal.behaviour import UnitBehaviour
from cascade.rehearsal.engine import RehearsalEngine
from cascade.rehearsal.state import Actor
from cascade.reports import own_deadline
from cascade.reports.obligation_states import ObligationState

_RECEIVED = Told("đã gửi báo cáo", "the report was sent")
_COMPLETE = Told("các đơn vị trực thuộc đã báo cáo đủ", "all units below have reported")
_ACCEPTED = Told("báo cáo được tiếp nhận", "the report is accepted")
_RETURNED = Told("số liệu sai, đề nghị báo cáo lại", "wrong figures, please report again")
_A_DAY = timedelta(days=1)


def expect(stage: RehearsalEngine, actor: Actor, now: datetime) -> None:
    """Plan the first report by the unit's habit; what is already past comes at once.

    Nobody reports on what hangs on a conference before that one has its day.
    """
    if actor.obligation.duty.hangs:
        return
    moment = stage.behaviour.reports_at(actor.obligation, stage.calendar)
    if moment is not None:
        planned = actor.plans
        stage.at(max(moment, now), lambda at: _submit(stage, actor, at, planned))


def expected_no_more(stage: RehearsalEngine, actor: Actor, now: datetime) -> None:
    """A report is in, or falls away: whoever waited only for it is asked for their own."""
    for above in stage.cast.received(actor):
        _open(stage, above, now)


def open_ready(stage: RehearsalEngine, now: datetime) -> None:
    """As a plan's run does once it is issued or dated anew: nobody waits where no report is to come."""
    for above in stage.cast.ready():
        _open(stage, above, now)


def _open(stage: RehearsalEngine, above: Actor, now: datetime) -> None:
    above.state = ObligationState.OPEN
    if stage.cast.some_below(above):
        stage.about(above, now, Occasion.REPORT_REQUEST, _COMPLETE)


def _submit(stage: RehearsalEngine, actor: Actor, now: datetime, planned: int) -> None:
    if planned != actor.plans or actor.done:
        return
    later = now + _A_DAY
    if stage.cast.missing(actor) and actor.deadline is not None and later <= actor.deadline:
        # Who sums up waits for those below as long as there is time.
        stage.at(later, lambda at: _submit(stage, actor, at, planned))
        return
    actor.reports += 1
    actor.submitted = now
    actor.state = ObligationState.SUBMITTED
    stage.about(actor, now, Occasion.RECEIPT, _RECEIVED)
    stage.awaiting.came(actor, now)
    expected_no_more(stage, actor, now)
    for other in stage.cast.joined(actor):
        _answered(stage, other, ObligationState.SUBMITTED, now)
    stage.at(stage.behaviour.decided_at(now, stage.calendar), lambda at: _decide(stage, actor, at))


def _decide(stage: RehearsalEngine, actor: Actor, now: datetime) -> None:
    owed = actor.obligation
    if stage.behaviour.habit(owed.unit, owed.duty.key).way is UnitBehaviour.WRONG and actor.reports == 1:
        _return(stage, actor, now)
        return
    actor.state = ObligationState.ACCEPTED
    for other in stage.cast.joined(actor):
        _answered(stage, other, ObligationState.ACCEPTED, now)
    stage.about(actor, now, Occasion.ACCEPTED, _ACCEPTED)


def _answered(stage: RehearsalEngine, other: Actor, state: ObligationState, now: datetime) -> None:
    """The lead of joint owners acts for all: nobody waits for a report of theirs any more."""
    if other.state.final:
        return
    owed, other.state = not other.done, state
    if state is ObligationState.SUBMITTED:
        other.submitted = now
    if owed:
        expected_no_more(stage, other, now)


def _return(stage: RehearsalEngine, actor: Actor, now: datetime) -> None:
    """A returned report is owed again: for some days of grace, or until its date where that is later."""
    owed = actor.obligation
    actor.state = ObligationState.RETURNED
    actor.plans += 1
    stage.cast.returned(actor)
    actor.steps = own_deadline.remaining(actor.steps, now)
    grace = own_deadline.grace(now, stage.policy, stage.calendar)
    if actor.deadline is None or actor.deadline < grace:
        actor.extended = actor.deadline = grace
        rungs = own_deadline.own_steps(owed.duty, actor.deadline, stage.cascade.plan, stage.calendar)
        actor.steps = () if actor.led else own_deadline.remaining(rungs, now)
    stage.about(actor, now, Occasion.RETURNED, _RETURNED)
    stage.plan_rung(actor, now)
    planned = actor.plans
    again = stage.behaviour.corrected_at(now, stage.calendar)
    stage.at(again, lambda at: _submit(stage, actor, at, planned))
