"""Counts what is in, late and owed, straight from the rows, for any way of grouping them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import SQLCoreOperations

from cascade.reports.obligation_states import ObligationState
from cascade.reports.rollup import Counts
from models.database import sql
from models.tables import DutyRow, ObligationRow


@dataclass(frozen=True, slots=True)
class Tally:
    """One group: how many, when the first was opened, when the last one came in."""

    counts: Counts
    opened_at: datetime | None
    last_in: datetime | None


@dataclass(frozen=True, slots=True)
class CountedPart:
    """Some of a plan's obligations: of a level, a branch, some units; where it says nothing all of them."""

    level: str | None = None
    branch: str | None = None
    units: Collection[str] | None = None

    def meant(self) -> tuple[ColumnElement[bool], ...]:
        """What a query asks for."""
        found: list[ColumnElement[bool]] = []
        if self.level is not None:
            found.append(ObligationRow.level == self.level)
        if self.branch is not None:
            found.append(ObligationRow.branch == self.branch)
        if self.units is not None:
            found.append(sql.one_of(ObligationRow.unit, self.units))
        return tuple(found)


WHOLE = CountedPart()


def tally(
    session: Session,
    plan_id: int,
    now: datetime,
    by: Sequence[InstrumentedAttribute[Any]] = (),
    *,
    branch: str | None = None,
    units: Collection[str] | None = None,
    part: CountedPart = WHOLE,
) -> dict[tuple[Any, ...], Tally]:
    """One tally for each combination of the columns; without any, one for all. Withdrawn rows are gone."""
    query = (
        select(*by, *_sums(now))
        .select_from(ObligationRow)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(DutyRow.plan_id == plan_id, ObligationRow.state != ObligationState.WITHDRAWN.value, counted())
        .where(*part.meant())
        .group_by(*by)
    )
    if branch is not None:
        query = query.where(ObligationRow.branch == branch)
    if units is not None:
        query = query.where(sql.one_of(ObligationRow.unit, units))
    width = len(by)
    return {
        tuple(row[:width]): Tally(Counts(*row[width:-2]), *row[-2:])
        for row in session.execute(query)
        if row[width] is not None
    }


def counted() -> ColumnElement[bool]:
    """What joint owners owe together is one thing: their lead's row counts for all."""
    return or_(~DutyRow.joint, DutyRow.lead.is_(None), DutyRow.lead == ObligationRow.unit)


def _sums(now: datetime) -> tuple[ColumnElement[Any], ...]:
    state = ObligationRow.state
    came, owed, late = ObligationRow.received, ObligationRow.undone, ObligationRow.came_late
    # In the order of the fields of Counts.
    return (
        _count(came | owed),
        _count(came),
        _count(and_(came, ~func.coalesce(late, False))),
        _count(late),
        _count(and_(came | owed, ObligationRow.extended_until.is_not(None))),
        _count(state == ObligationState.EXEMPT.value),
        _count(owed),
        _count(ObligationRow.overdue(now)),
        _count(state == ObligationState.ACCEPTED.value),
        func.min(ObligationRow.opened_at),
        func.max(ObligationRow.submitted_at),
    )


def _count(condition: SQLCoreOperations[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
