"""The duties of a plan in its present revision, and what an obligation begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cascade.calendar.workdays import WorkCalendar
from cascade.plan import thaw as freezer
from cascade.plan.model import RungTarget
from cascade.reminders.ladder import first_call, left_at_issue, next_step
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Duty, Step
from models.tables import DutyRow
from models.views.plan_views import DutyRecord


@dataclass(frozen=True, slots=True)
class Start:
    """How every obligation of a duty begins."""

    duty_id: int
    state: ObligationState
    next_at: datetime | None
    next_rung: str | None


def write(
    session: Session,
    plan_id: int,
    revision: int,
    duties: Iterable[tuple[Duty, str]],
) -> dict[str, int]:
    """Add duties with the digests of their members: ids by key."""
    rows = [{**_row(plan_id, revision, duty), "members": digest} for duty, digest in duties]
    if not rows:
        return {}
    made = session.execute(insert(DutyRow).returning(DutyRow.key, DutyRow.id), rows)
    return {key: row for key, row in made}


def start(duty: Duty, duty_id: int, now: datetime) -> Start:
    """Open, unless it gathers others first or its day is not known. Rungs before now are not called after."""
    return _start(duty, duty_id, next_step(duty.steps, now))


def start_at_issue(duty: Duty, duty_id: int, now: datetime, calendar: WorkCalendar) -> Start:
    """The same of a plan that is issued: what is overdue is called on the next working morning."""
    left = left_at_issue(duty.steps, now, duty.window.due_at)
    at = first_call(left, now, calendar)
    return _start(duty, duty_id, replace(left[0], at=at) if at else None)


def _start(duty: Duty, duty_id: int, step: Step | None) -> Start:
    waits = duty.hangs or bool(duty.collects) or duty.window.due_at is None
    state = ObligationState.WAITING if waits else ObligationState.OPEN
    # A gathering duty keeps its rungs: when the first one comes due it opens, whatever is missing below.
    step = None if duty.hangs else step
    return Start(duty_id, state, step.at if step else None, step.rung if step else None)


def current(session: Session, plan_id: int) -> list[DutyRow]:
    """The rows of the present revision, in the plan's order."""
    query = select(DutyRow).where(DutyRow.plan_id == plan_id, DutyRow.gone_in.is_(None))
    return list(session.scalars(query.order_by(DutyRow.id)))


def records(session: Session, plan_id: int) -> list[DutyRecord]:
    """The duties of the present revision."""
    return [_record(row) for row in current(session, plan_id)]


def thaw(row: DutyRow) -> Duty:
    """The duty as the rules know it."""
    return freezer.unpack(Duty, row.body)


def steps(rows: Iterable[Any]) -> tuple[Step, ...]:
    """Rungs as the ledger keeps them, back as the rules know them."""
    return tuple(
        Step(rung, datetime.fromisoformat(at), RungTarget(target), occasion)
        for rung, at, target, occasion in rows
    )


def plain_steps(given: Iterable[Step]) -> list[Any]:
    """Rungs as the ledger keeps them."""
    return [[step.rung, step.at.isoformat(), step.target.value, step.occasion] for step in given]


def _row(plan_id: int, revision: int, duty: Duty) -> Mapping[str, object]:
    return {
        "plan_id": plan_id,
        "revision": revision,
        "key": duty.key,
        "requirement": duty.requirement,
        "action": duty.action,
        "kind": duty.kind.value,
        "level": duty.level.value,
        "phrase": duty.phrase,
        "period": duty.period,
        "derived": duty.derived,
        "conference": duty.conference,
        "secret": duty.secret,
        "joint": duty.joint,
        "lead": duty.lead,
        "latest_workday": duty.window.latest_workday,
        "due_at": duty.window.due_at,
        "closes_at": duty.window.closes_at,
        "body": freezer.pack(duty),
        "steps": plain_steps(duty.steps),
        "collects": list(duty.collects),
        "hangs": duty.hangs,
    }


def _record(row: DutyRow) -> DutyRecord:
    duty = thaw(row)
    return DutyRecord(
        id=row.id,
        key=row.key,
        requirement=row.requirement,
        action=row.action,
        kind=row.kind,
        level=row.level,
        phrase=row.phrase,
        derived=row.derived,
        conference=row.conference,
        secret=row.secret,
        due_at=row.due_at,
        closes_at=row.closes_at,
        figures=duty.figures,
        collects=duty.collects,
        depends_on=duty.depends_on,
    )


def hanging(session: Session) -> frozenset[tuple[int, str]]:
    """(plan, duty) of every duty whose date waits for a conference without a day: nobody is late with it."""
    query = select(DutyRow.plan_id, DutyRow.key).where(DutyRow.hangs, DutyRow.gone_in.is_(None))
    return frozenset((plan_id, key) for plan_id, key in session.execute(query))
