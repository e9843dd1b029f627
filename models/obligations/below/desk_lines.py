"""What a unit looks after as a long list: filtered, searched, a page at a time, and the duties in it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from cascade.plan.model import Figure
from cascade.reports import secrecy
from cascade.reports.obligation_states import ObligationState
from models.database.sql import one_of
from models.obligations import obligations
from models.obligations.below.desk_scope import DeskScope
from models.plans import duties
from models.stats.wanted_lines import Pick, named
from models.tables import DutyRow, ObligationRow, PlanRow, UnitRow
from models.views.obligation_views import ObligationView

PAGE = 50


@dataclass(frozen=True, slots=True)
class DeskWanted:
    """What the list is to show; empty: all that the unit looks after."""

    pick: Pick | None = None
    duty: int = 0
    """The row of a duty; 0: every duty."""
    words: str = ""
    """In the unit's name, with or without marks; or its code."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the list."""

    rows: tuple[ObligationView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DutyBelow:
    """A duty that units below have, and what its report gives."""

    id: int
    plan_id: int
    plan: str
    """What people call it by: its number, or its short name."""
    key: str
    action: str
    secret: bool
    figures: tuple[Figure, ...]


def page(
    session: Session, scope: DeskScope, wanted: DeskWanted, now: datetime, number: int = 1, size: int = PAGE
) -> DeskPage:
    """The lines of that page (from 1), the nearest date first, and how many there are on all of them."""
    where = matches(scope, wanted, now)
    query = select(ObligationRow.id, func.count().over()).where(where)
    query = query.order_by(ObligationRow.deadline.nulls_last(), ObligationRow.id)
    found = session.execute(query.limit(size).offset((number - 1) * size)).all()
    total = found[0][1] if found else 0
    if not found and number > 1:
        total = session.scalar(select(func.count()).select_from(ObligationRow).where(where)) or 0
    known = obligations.some(session, [one for one, _ in found], now)
    return DeskPage(tuple(known[one] for one, _ in found), total)


def numbers(session: Session, scope: DeskScope, wanted: DeskWanted, now: datetime) -> list[int]:
    """All of them by their numbers, unit by unit as a Vietnamese list has them."""
    name = select(func.max(UnitRow.sorting)).where(UnitRow.code == ObligationRow.unit).scalar_subquery()
    query = select(ObligationRow.id).where(matches(scope, wanted, now))
    return list(session.scalars(query.order_by(name, ObligationRow.unit, ObligationRow.id)))


def matches(scope: DeskScope, wanted: DeskWanted, now: datetime) -> ColumnElement[bool]:
    """Which obligations are wanted."""
    where = [_picked(scope, wanted.pick, now)]
    if wanted.duty:
        where.append(ObligationRow.duty_id == wanted.duty)
    if wanted.words:
        where.append(ObligationRow.unit.in_(select(UnitRow.code).where(*named(wanted.words))))
    return and_(*where)


def _picked(scope: DeskScope, pick: Pick | None, now: datetime) -> ColumnElement[bool]:
    if pick is None or pick is Pick.UNREACHED:
        return scope.every()
    if pick is Pick.LATE:
        return scope.late(now)
    if pick is Pick.SUBMITTED:
        return scope.waiting()
    return and_(scope.every(), ObligationRow.state == ObligationState[pick.name].value)


def duties_below(session: Session, scope: DeskScope) -> list[DutyBelow]:
    """The duties that appear in the list, plan by plan."""
    there = select(ObligationRow.duty_id).where(scope.every())
    query = select(DutyRow, PlanRow).join(PlanRow, PlanRow.id == DutyRow.plan_id).where(DutyRow.id.in_(there))
    return [
        DutyBelow(
            row.id, row.plan_id, _called(plan), row.key, row.action, row.secret, duties.thaw(row).figures
        )
        for row, plan in session.execute(query.order_by(DutyRow.plan_id, DutyRow.id))
    ]


def _called(plan: PlanRow) -> str:
    return plan.number or secrecy.content(plan.short, plan.secret, "") or plan.code


def decided_by(session: Session, unit: str, ids: Collection[int]) -> set[int]:
    """Those whose report it decides about: it stands above, follows the plan, or is whom they report to."""
    desk = func.coalesce(PlanRow.desk, PlanRow.issuer)
    query = select(ObligationRow.id, ObligationRow.above, desk, ObligationRow.parties)
    query = query.join(PlanRow, PlanRow.id == ObligationRow.plan_id)
    query = query.where(one_of(ObligationRow.id, ids), ObligationRow.unit != unit)
    return {
        number
        for number, above, office, parties in session.execute(query)
        if unit in (above, office) or unit in _addressed(parties)
    }


def _addressed(parties: str) -> list[str]:
    to, _, _ = json.loads(parties)
    return list(to)
