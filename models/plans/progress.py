"""How plans stand by level, branch and requirement, and how reports came in day by day.

One pass over the rows for each, in the order of an index, so that a nation's 276,776 are counted at once.
Several plans are counted together where they belong together: a guidance and all that follow it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from cascade.calendar.zone import day_of
from cascade.org.unit import LEVEL_ORDER, Level
from cascade.plan import thaw
from cascade.plan.model import Figure
from cascade.reports.obligation_states import RECEIVED, UNDONE, ObligationState
from cascade.reports.results import DayResult, LevelResult
from cascade.reports.rollup import Counts
from models.database import sql
from models.tables import DutyRow, ObligationRow
from models.tables.base import Number

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
    figures: tuple[Figure, ...] = ()
    """What the present paper asks of the upper level; nothing where it is secret."""


@dataclass(frozen=True, slots=True)
class Heap:
    """What the units of one branch owe by one duty."""

    duty: PlanDuty
    branch: str
    counts: Counts


def heaps(session: Session, duties: Mapping[int, PlanDuty], now: datetime) -> list[Heap]:
    """What these duties ask of each branch."""
    row = ObligationRow
    group = (row.duty_id, row.branch, row.state)
    sums = (_count(row.came_late), _count(row.extended_until.is_not(None)), _count(row.overdue(now)))
    query = rows_of(duties.values(), *group, func.count(), *sums).group_by(*group)
    found: dict[tuple[int, str], Counts] = {}
    for duty, branch, state, *numbers in session.execute(query):
        one = _counts(ObligationState(state), *(int(number or 0) for number in numbers))
        found[duty, branch] = found.get((duty, branch), Counts()) + one
    return [Heap(duties[duty], branch, counts) for (duty, branch), counts in sorted(found.items())]


def received_since(session: Session, duties: Mapping[int, PlanDuty], since: datetime) -> dict[int, int]:
    """By plan, how many of the reports that count have come since then."""
    row = ObligationRow
    query = rows_of(duties.values(), row.duty_id, func.count())
    query = query.where(row.received, row.submitted_at >= since).group_by(row.duty_id)
    found: dict[int, int] = {}
    for duty, many in session.execute(query):
        found[duties[duty].plan_id] = found.get(duties[duty].plan_id, 0) + many
    return found


def by_level(session: Session, *several: Sequence[Heap]) -> list[tuple[LevelResult, ...]]:
    """The levels from the top, of each of some heaps of heaps; asked in one question."""
    groups = [(some, level) for some in several for level in sorted({one.duty.level for one in some})]
    duties = [
        {one.duty.id: one.duty for one in some if one.duty.level is level and one.counts.expected}
        for some, level in groups
    ]
    twice = _who_owes_twice(session, [[*known.values()] for known in duties])
    found: dict[int, list[LevelResult]] = {id(some): [] for some in several}
    for place, (some, level) in enumerate(groups):
        counts = sum((one.counts for one in some if one.duty.level is level), Counts())
        found[id(some)].append(LevelResult(level, counts, place not in twice))
    return [tuple(sorted(found[id(some)], key=lambda one: LEVEL_ORDER[one.level])) for some in several]


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
    own = rows_of(duties.values(), row.duty_id, row.extended_until, func.count(), literal(None, Number))
    own = own.where(
        row.plan_id.in_({one.plan_id for one in duties.values()}), row.extended_until.is_not(None)
    )
    own = own.where(row.state.in_(_COUNTED)).group_by(row.duty_id, row.extended_until)
    came = sql.day_in_vietnam(session, row.submitted_at)
    first = func.min(row.submitted_at)
    received = rows_of(duties.values(), row.duty_id, first, func.count(), _count(row.came_late))
    received = received.where(row.received, row.submitted_at.is_not(None)).group_by(row.duty_id, came)
    for duty, at, many, late in session.execute(own.union_all(received)):
        day = day_of(at)
        if late is None:
            add(duties[duty], day, 0, many)
        else:
            add(duties[duty], day, 1, many)
            add(duties[duty], day, 2, int(late))
    days = sorted(found.items(), key=lambda one: (one[0][0], LEVEL_ORDER[one[0][1]]))
    return tuple(DayResult(level, day, *many) for (day, level), many in days if any(many))


def _who_owes_twice(session: Session, groups: Sequence[Collection[PlanDuty]]) -> set[int]:
    """The places of the groups of duties in which some unit owes more than one."""
    row = ObligationRow
    asked = []
    for place, duties in enumerate(groups):
        if len(duties) > 1:
            units = rows_of(duties, literal(place).label("place")).where(row.state.in_(_COUNTED))
            first = units.group_by(row.unit).having(func.count() > 1).limit(1).subquery()
            asked.append(select(first.c.place))
    return set(session.scalars(union_all(*asked))) if asked else set()


def _counts(state: ObligationState, many: int, late: int, extended: int, overdue: int) -> Counts:
    if state is ObligationState.EXEMPT:
        return Counts(exempt=many)
    if state.received:
        accepted = many if state is ObligationState.ACCEPTED else 0
        return Counts(many, many, many - late, late, extended, accepted=accepted)
    return Counts(many, extended=extended, open=many, overdue=overdue) if state.undone else Counts()


def duties_of(
    session: Session, plan_ids: Sequence[int], requirement: str | None = None
) -> dict[int, PlanDuty]:
    """The duties of all revisions of these plans by their numbers, in the order of the papers."""
    row = DutyRow
    upper = row.gone_in.is_(None) & (row.key == row.requirement) & ~row.secret
    figures = case((upper, row.body["figures"]), else_=None)
    query = select(row.id, row.plan_id, row.requirement, row.level, row.joint, row.lead, row.due_at, figures)
    query = query.where(row.plan_id.in_(plan_ids)).order_by(row.plan_id, row.id)
    if requirement is not None:
        query = query.where(row.requirement == requirement)
    return {
        number: PlanDuty(number, plan, asked, Level(level), lead if joint else None, due, _figures(told))
        for number, plan, asked, level, joint, lead, due, told in session.execute(query)
    }


def _figures(kept: list[Any] | None) -> tuple[Figure, ...]:
    return tuple(thaw.unpack(Figure, one) for one in kept or ())


def rows_of(duties: Collection[PlanDuty], *columns: Any) -> Select[Any]:
    """Rows of these duties. What joint owners owe together is one thing: their lead's row counts for all."""
    row = ObligationRow
    own = [one.id for one in duties if one.joint_lead is None]
    leads = [and_(row.duty_id == one.id, row.unit == one.joint_lead) for one in duties if one.joint_lead]
    query = select(*columns).where(or_(row.duty_id.in_(own), *leads))
    return query.where(row.state != ObligationState.WITHDRAWN.value)


def _count(condition: SQLCoreOperations[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
