"""How plans stand by level, branch and requirement, and how reports came in day by day.

One pass over the rows for each, in the order of an index, so that a nation's 276,776 are counted at once.
Several plans are counted together where they belong together: a guidance and all that follow it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from cascade.calendar.zone import day_of
from cascade.org.unit import LEVEL_ORDER, Level
from cascade.reports.obligation_states import RECEIVED, UNDONE, ObligationState
from cascade.reports.results import DayResult, LevelResult
from cascade.reports.rollup import Counts
from models.database import sql
from models.tables import DutyRow, ObligationRow

_COUNTED = (*UNDONE, *RECEIVED)


@dataclass(frozen=True, slots=True)
class PlanDuty:
    """One duty of one of the plans; the key of the smallest heap of rows that is counted here."""

    id: int
    plan_id: int
    requirement: str
    level: Level
    joint_lead: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Heap:
    """What the units of one branch owe by one duty."""

    duty: PlanDuty
    branch: str
    counts: Counts


def heaps(
    session: Session, plan_ids: Sequence[int], now: datetime, requirement: str | None = None
) -> list[Heap]:
    """Every duty of every branch; `requirement`: of one requirement alone."""
    duties, row = duties_of(session, plan_ids, requirement), ObligationRow
    group = (row.duty_id, row.branch, row.state)
    sums = (_count(row.came_late), _count(row.extended_until.is_not(None)), _count(row.overdue(now)))
    query = rows_of(duties.values(), *group, func.count(), *sums).group_by(*group)
    found: dict[tuple[int, str], Counts] = {}
    for duty, branch, state, *numbers in session.execute(query):
        one = _counts(ObligationState(state), *(int(number or 0) for number in numbers))
        found[duty, branch] = found.get((duty, branch), Counts()) + one
    return [Heap(duties[duty], branch, counts) for (duty, branch), counts in sorted(found.items())]


def by_level(session: Session, some: Sequence[Heap]) -> tuple[LevelResult, ...]:
    """The levels from the top."""
    levels = sorted({one.duty.level for one in some}, key=LEVEL_ORDER.__getitem__)
    return tuple(_level(session, level, [one for one in some if one.duty.level is level]) for level in levels)


def by_day(session: Session, some: Sequence[Heap]) -> tuple[DayResult, ...]:
    """Every day on which anything fell due or came in, the earliest first.

    A report that was sent back is not in; one that came again is in on the day it came again.
    """
    duties, row = {one.duty.id: one.duty for one in some}, ObligationRow
    found: dict[tuple[date, Level], list[int]] = {}

    def add(duty: PlanDuty, day: date, place: int, many: int) -> None:
        found.setdefault((day, duty.level), [0, 0, 0])[place] += many

    for one in some:  # all units of a duty have its date; those with one of their own come below
        if one.duty.due_at is not None:
            add(one.duty, day_of(one.duty.due_at), 0, one.counts.expected - one.counts.extended)
    own = rows_of(duties.values(), row.duty_id, row.extended_until, func.count())
    own = own.where(
        row.plan_id.in_({one.plan_id for one in duties.values()}), row.extended_until.is_not(None)
    )
    own = own.where(row.state.in_(_COUNTED)).group_by(row.duty_id, row.extended_until)
    for duty, until, many in session.execute(own):
        add(duties[duty], day_of(until), 0, many)
    came = sql.day_in_vietnam(session, row.submitted_at)
    received = rows_of(duties.values(), row.duty_id, came, func.count(), _count(row.came_late))
    received = received.where(row.received, row.submitted_at.is_not(None)).group_by(row.duty_id, came)
    for duty, day, many, late in session.execute(received):
        add(duties[duty], date.fromisoformat(day), 1, many)
        add(duties[duty], date.fromisoformat(day), 2, int(late or 0))
    days = sorted(found.items(), key=lambda one: (one[0][0], LEVEL_ORDER[one[0][1]]))
    return tuple(DayResult(level, day, *many) for (day, level), many in days if any(many))


def _level(session: Session, level: Level, some: Sequence[Heap]) -> LevelResult:
    counts = sum((one.counts for one in some), Counts())
    duties = {one.duty.id: one.duty for one in some if one.counts.expected}
    return LevelResult(level, counts, len(duties) == 1 or not _anybody_twice(session, duties.values()))


def _anybody_twice(session: Session, duties: Collection[PlanDuty]) -> bool:
    row = ObligationRow
    twice = rows_of(duties, row.unit).where(row.state.in_(_COUNTED)).group_by(row.unit)
    return session.execute(twice.having(func.count() > 1).limit(1)).first() is not None


def _counts(state: ObligationState, many: int, late: int, extended: int, overdue: int) -> Counts:
    if state is ObligationState.EXEMPT:
        return Counts(exempt=many)
    if state.received:
        accepted = many if state is ObligationState.ACCEPTED else 0
        return Counts(many, many, many - late, late, extended, accepted=accepted)
    return Counts(many, extended=extended, open=many, overdue=overdue) if state.undone else Counts()


def duties_of(session: Session, plan_ids: Sequence[int], requirement: str | None) -> dict[int, PlanDuty]:
    row = DutyRow
    query = select(row.id, row.plan_id, row.requirement, row.level, row.joint, row.lead, row.due_at)
    query = query.where(row.plan_id.in_(plan_ids))
    if requirement is not None:
        query = query.where(row.requirement == requirement)
    return {
        number: PlanDuty(number, plan, asked, Level(level), lead if joint else None, due)
        for number, plan, asked, level, joint, lead, due in session.execute(query)
    }


def rows_of(duties: Collection[PlanDuty], *columns: Any) -> Select[Any]:
    """Rows of these duties. What joint owners owe together is one thing: their lead's row counts for all."""
    row = ObligationRow
    own = [one.id for one in duties if one.joint_lead is None]
    leads = [and_(row.duty_id == one.id, row.unit == one.joint_lead) for one in duties if one.joint_lead]
    query = select(*columns).where(or_(row.duty_id.in_(own), *leads))
    return query.where(row.state != ObligationState.WITHDRAWN.value)


def _count(condition: SQLCoreOperations[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
