"""From called rungs to notices: a unit hears of its own duty, everybody above gets one list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of, instant
from cascade.notices.kinds import NoticeState, Occasion
from cascade.notices.reasons import Reason
from cascade.plan.model import RungTarget
from cascade.reminders import awaiting, due_rungs
from cascade.result.obligation import Step
from models.org import units
from models.outbox import act_notices
from models.outbox.enqueue import enqueue
from models.outbox.merge import late
from models.reminders import heard_today
from models.reminders.climb import Climbed
from models.tables import PlanRow
from models.views.notice_views import NewNotice

SUPERSEDED = Reason.HIGHER_RUNG.why()
ASKED = Reason.ASKED_TODAY.why()
MISSED = Reason.TOO_LATE.why()
_SILENT = {NoticeState.SUPERSEDED: SUPERSEDED, NoticeState.MISSED: MISSED}


@dataclass(frozen=True, slots=True)
class _Line:
    """One duty that one recipient hears of."""

    one: Climbed
    step: Step
    own: bool


def queue(
    session: Session, plan: PlanRow, climbed: Sequence[Climbed], now: datetime, *, hold: bool = False
) -> int:
    """Queue one notice for each recipient, and keep a trace of the rungs that stayed silent.

    What comes after silence waits for the end of the sweep, and with `hold` everything does.
    """
    higher = _Higher(session, plan, climbed, now)
    asked = heard_today.asked(session, {one.id for one in climbed if one.call.speak}, now)
    heard: dict[str, list[_Line]] = defaultdict(list)
    resting: dict[str, list[_Line]] = defaultdict(list)
    said: list[_Line] = []
    for one in climbed:
        for step in one.call.speak:
            recipient = higher.recipient(one, step)
            line = _line(one, step, recipient)
            if step.occasion == Occasion.AWAITING:
                resting[recipient].append(line)
                continue
            again = line.own and one.id in asked and heard_today.covers(asked[one.id], step.occasion)
            (said if again else heard[recipient]).append(line)
    notices = [
        replace(
            _notice(plan, recipient, lines, now),
            held=hold or any(late(line.step.at, now) for line in lines),
        )
        for recipient, lines in sorted(heard.items())
        if lines
    ]
    notices += [_waiting(decider, lines) for decider, lines in sorted(resting.items())]
    queued = enqueue(session, notices, now)
    silent = [*_silent(plan, climbed, higher, now), *(_said_already(plan, line, now) for line in said)]
    enqueue(session, silent, now)
    return queued


def _line(one: Climbed, step: Step, recipient: str) -> _Line:
    own = recipient == one.unit
    return _Line(one, replace(step, occasion=due_rungs.said_to(step, own)), own)


class _Higher:
    """Who stands above whom, looked up once."""

    def __init__(self, session: Session, plan: PlanRow, climbed: Sequence[Climbed], now: datetime) -> None:
        self._desk, self._root = plan.desk or plan.issuer, plan.root
        above = {one.above for one in climbed if one.above is not None}
        twice = any(step.target is RungTarget.ABOVE_TWICE for one in climbed for step in one.call.speak)
        self._above = units.parents(session, above, day_of(now)) if twice else {}

    def recipient(self, one: Climbed, step: Step) -> str:
        """Whom a rung speaks to: what stands above the unit is as the plan froze it."""
        target = step.target
        if step.occasion == Occasion.AWAITING and target is not RungTarget.DESK:
            return awaiting.decider(one.unit, one.above, self._root, self._desk) or self._desk

        def above(code: str) -> str | None:
            return one.above if code == one.unit else self._above.get(code)

        return due_rungs.recipient(one.unit, target, above, self._desk)


def _notice(plan: PlanRow, recipient: str, lines: Sequence[_Line], now: datetime) -> NewNotice:
    first = max(lines, key=lambda line: line.step.at)
    if len(lines) == 1 and first.own:
        return _single(plan, first.one, recipient, first.step, now)
    occasion = due_rungs.occasion_of([(line.step, line.own) for line in lines])
    return NewNotice(
        plan_id=plan.id,
        unit=recipient,
        occasion=occasion,
        rung=f"{occasion}@{first.step.at.isoformat()}",
        revision=max(line.one.revision for line in lines),
        due_at=first.step.at,
        not_before=now,
        items=tuple((line.one.id, line.step.rung) for line in lines),
    )


def _waiting(decider: str, lines: Sequence[_Line]) -> NewNotice:
    """Reports that rest stand in the list of the morning, with those that came the day before."""
    day = max(day_of(line.step.at) for line in lines)
    items = [(line.one.id, line.step.rung) for line in lines]
    return act_notices.morning_list(decider, items, instant(day, awaiting.MORNING))


def _single(
    plan: PlanRow, one: Climbed, recipient: str, step: Step, now: datetime, silent: NoticeState | None = None
) -> NewNotice:
    return NewNotice(
        plan_id=plan.id,
        unit=recipient,
        occasion=step.occasion,
        rung=step.rung,
        revision=one.revision,
        due_at=step.at,
        not_before=now,
        obligation_id=one.id,
        silent=silent,
        reason=_SILENT[silent] if silent else None,
    )


def _said_already(plan: PlanRow, line: _Line, now: datetime) -> NewNotice:
    """A trace of the rung that the board was before."""
    silent = _single(plan, line.one, line.one.unit, line.step, now, NoticeState.SUPERSEDED)
    return replace(silent, reason=ASKED)


def _silent(plan: PlanRow, climbed: Iterable[Climbed], higher: _Higher, now: datetime) -> Iterator[NewNotice]:
    for one in climbed:
        for step in one.call.superseded:
            yield _single(plan, one, higher.recipient(one, step), step, now, NoticeState.SUPERSEDED)
        for step in one.call.missed:
            yield _single(plan, one, higher.recipient(one, step), step, now, NoticeState.MISSED)
