"""Moves obligations up their ladders: which rungs have passed, which still speak, which comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.calendar.workdays import WorkCalendar
from cascade.plan.model import RungTarget
from cascade.reminders import awaiting
from cascade.reminders.due_rungs import EVERYBODY, Call, call
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Step
from models.database import sql
from models.plans import duties, revisions
from models.tables import DutyRow, ObligationRow, PlanRow

Targets = frozenset[RungTarget]


@dataclass(frozen=True, slots=True)
class Climbed:
    """One obligation that has moved, and what is to be said of it."""

    id: int
    unit: str
    above: str | None
    branch: str
    revision: int
    opened: bool
    call: Call


@dataclass(frozen=True, slots=True)
class _Due:
    id: int
    duty_id: int
    unit: str
    above: str | None
    branch: str
    revision: int
    state: str
    next_rung: str | None
    deadline: datetime | None
    acknowledged_until: datetime | None
    own_steps: list[Any] | None
    submitted_at: datetime | None


class _Waiting:
    """The rungs of reports that wait to be decided on; the plan's calendar is read when one does."""

    def __init__(self, session: Session, plan: PlanRow) -> None:
        self._session, self._plan = session, plan

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return revisions.calendar_of(self._session, self._plan.id, self._plan.revision)

    def of(self, row: _Due) -> tuple[Step, ...]:
        """Counted from the day the report came."""
        return awaiting.steps(row.submitted_at, self._calendar) if row.submitted_at else ()


def climb(
    session: Session, plan: PlanRow, now: datetime, branch: str | None, *, outwards: bool = False
) -> list[Climbed]:
    """Take the rungs that are due; whoever else asks at the same time finds nothing left."""
    rows = _due(session, plan.id, now, branch)
    ladders = _ladders(session, {row.duty_id for row in rows})
    waiting = _Waiting(session, plan)
    known: dict[tuple[Any, ...], Call | None] = {}
    done: list[Climbed] = []
    for row in rows:
        targets = EVERYBODY if outwards else _within(row, branch, plan.root)
        if row.state == ObligationState.SUBMITTED:
            called = _call(waiting.of(row), row, targets, now)
        elif row.own_steps is not None:
            called = _call(duties.steps(row.own_steps), row, targets, now)
        else:
            key = (row.duty_id, row.next_rung, row.deadline, row.acknowledged_until, targets)
            if key not in known:
                known[key] = _call(ladders[row.duty_id], row, targets, now)
            called = known[key]
        if called is not None:
            opened = row.state == ObligationState.WAITING
            done.append(Climbed(row.id, row.unit, row.above, row.branch, row.revision, opened, called))
    _write(session, done, now)
    return done


def _due(session: Session, plan_id: int, now: datetime, branch: str | None) -> list[_Due]:
    query = (
        select(
            ObligationRow.id,
            ObligationRow.duty_id,
            ObligationRow.unit,
            ObligationRow.above,
            ObligationRow.branch,
            ObligationRow.revision,
            ObligationRow.state,
            ObligationRow.next_rung,
            ObligationRow.deadline,
            ObligationRow.acknowledged_until,
            ObligationRow.own_steps,
            ObligationRow.submitted_at,
        )
        .where(ObligationRow.plan_id == plan_id, ObligationRow.next_at <= now)
        .order_by(ObligationRow.id)
        .with_for_update()
    )
    if branch is not None:
        query = query.where(ObligationRow.branch == branch)
    rows: Iterable[Sequence[Any]] = session.execute(query)
    return [_Due(*row) for row in rows]


def _ladders(session: Session, duty_ids: Collection[int]) -> dict[int, tuple[Step, ...]]:
    query = select(DutyRow.id, DutyRow.steps).where(DutyRow.id.in_(duty_ids))
    return {duty: duties.steps(steps) for duty, steps in session.execute(query)}


def _within(row: _Due, branch: str | None, root: str) -> Targets:
    """Whom this call may speak to: with a branch, only those inside it."""
    if branch is None:
        return EVERYBODY
    if branch == root:
        # The desk and its neighbours hear of their own duties together with the lists over all branches.
        return frozenset()
    if row.unit == branch:
        return frozenset({RungTarget.UNIT})
    if row.above == branch:
        return frozenset({RungTarget.UNIT, RungTarget.ABOVE})
    return EVERYBODY - {RungTarget.DESK}


def _call(steps: Sequence[Step], row: _Due, targets: Targets, now: datetime) -> Call | None:
    """None: the next rung is for somebody else to call. Rungs after it are left to them as well."""
    here = _from(steps, row.next_rung)
    called = call(here, now, row.deadline, row.acknowledged_until, targets)
    return None if here and len(called.left) == len(here) else called


def _from(steps: Sequence[Step], rung: str | None) -> Sequence[Step]:
    places = [place for place, step in enumerate(steps) if step.rung == rung]
    return steps[places[0] :] if places else ()


def _write(session: Session, done: Sequence[Climbed], now: datetime) -> None:
    """One statement for all that go to the same rung."""
    groups: dict[tuple[Step | None, bool], list[int]] = defaultdict(list)
    for one in done:
        groups[one.call.next, one.opened].append(one.id)
    for (step, opened), ids in groups.items():
        values = sql.staying(session, ObligationRow.state)
        values |= {"next_at": step.at if step else None, "next_rung": step.rung if step else None}
        if opened:
            values |= {"state": ObligationState.OPEN.value, "opened_at": now}
        for some in sql.chunks(ids):
            session.execute(update(ObligationRow).where(sql.one_of(ObligationRow.id, some)).values(**values))
