"""What a client may see: its unit and all below it, page by page; what is elsewhere is not there for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from cascade.reports.obligation_states import ObligationState
from models.database import sql
from models.tables import AskRow, DutyRow, ObligationRow, PlanRow, UnitRow
from models.views.ask_views import AskState

MOST_ABOVE = 30
"""No tree is so deep; a circle ends."""


@dataclass(frozen=True, slots=True)
class WantedDuties:
    """Which obligations are looked for; what is None does not restrict."""

    plan_id: int | None = None
    unit: str | None = None
    duty: str | None = None
    state: ObligationState | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class SeenUnit:
    """A unit as it is today, or as it was last."""

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    ended: bool


def holds(session: Session, root: str, unit: str, day: date) -> bool:
    """Whether a unit is the root or stands below it; one that has ended, where it stood last."""
    seen: set[str] = set()
    while unit != root and unit not in seen and len(seen) < MOST_ABOVE:
        seen.add(unit)
        latest = select(UnitRow.parent).where(UnitRow.code == unit, UnitRow.valid_from <= day)
        above = session.scalar(latest.order_by(UnitRow.valid_from.desc()).limit(1))
        if above is None:
            return False
        unit = above
    return unit == root


def inside(root: str, day: date) -> Select[str]:
    """The codes of the root and all below it, for a query that picks among them."""
    return select(_inside(root, day).c.code)


def codes(session: Session, root: str, day: date) -> frozenset[str]:
    """The codes of the root and all below it."""
    return frozenset(session.scalars(select(_inside(root, day).c.code)))


def among(session: Session, root: str, units: Collection[str], day: date) -> frozenset[str]:
    """Those of the units that are the root or stand below it."""
    inside = select(_inside(root, day).c.code)
    query = select(UnitRow.code).where(sql.one_of(UnitRow.code, units), UnitRow.code.in_(inside))
    return frozenset(session.scalars(query))


def units(session: Session, root: str, day: date, after: str, limit: int) -> list[SeenUnit]:
    """The units by their codes, from the one behind `after` on."""
    inside = _inside(root, day)
    query = select(UnitRow).join(inside, inside.c.code == UnitRow.code).where(_latest(UnitRow, day))
    rows = session.scalars(query.where(UnitRow.code > after).order_by(UnitRow.code).limit(limit))
    return [_seen(row, day) for row in rows]


def unit(session: Session, code: str, day: date) -> SeenUnit | None:
    """One unit; None: there is none."""
    row = session.scalars(select(UnitRow).where(UnitRow.code == code, _latest(UnitRow, day))).one_or_none()
    return None if row is None else _seen(row, day)


def plans(session: Session, root: str, day: date, after: int, limit: int) -> list[int]:
    """Plans by their numbers: issued inside, or asking anything of somebody inside."""
    query = select(PlanRow.id).where(PlanRow.id > after, _concerns(_inside(root, day)))
    return list(session.scalars(query.order_by(PlanRow.id).limit(limit)))


def concerns(session: Session, root: str, plan_id: int, day: date) -> bool:
    """Whether it is one of those plans."""
    query = select(PlanRow.id).where(PlanRow.id == plan_id, _concerns(_inside(root, day)))
    return session.scalar(query) is not None


def obligations(
    session: Session, root: str, wanted: WantedDuties, now: datetime, day: date, after: int, limit: int
) -> list[int]:
    """Numbers of obligations, from the one behind `after` on; withdrawn ones only where asked for."""
    inside = _inside(root, day)
    query = select(ObligationRow.id).where(
        ObligationRow.id > after, ObligationRow.unit.in_(select(inside.c.code)), *_asked(wanted, now)
    )
    return list(session.scalars(query.order_by(ObligationRow.id).limit(limit)))


def asks(session: Session, root: str, waits: bool, day: date, after: int, limit: int) -> list[int]:
    """Numbers of what the units inside have asked, from the one behind `after` on; `waits`: not answered."""
    inside = _inside(root, day)
    query = select(AskRow.id).join(ObligationRow, ObligationRow.id == AskRow.obligation_id)
    query = query.where(AskRow.id > after, ObligationRow.unit.in_(select(inside.c.code)))
    if waits:
        query = query.where(AskRow.state == AskState.WAITS.value)
    return list(session.scalars(query.order_by(AskRow.id).limit(limit)))


def _asked(wanted: WantedDuties, now: datetime) -> list[ColumnElement[bool]]:
    state = wanted.state or ObligationState.WITHDRAWN
    asked = [ObligationRow.state == state if wanted.state else ObligationRow.state != state]
    if wanted.plan_id is not None:
        asked.append(ObligationRow.plan_id == wanted.plan_id)
    if wanted.unit is not None:
        asked.append(ObligationRow.unit == wanted.unit)
    if wanted.late:
        asked.append(and_(ObligationRow.overdue(now)))
    if wanted.duty is not None:
        named = or_(DutyRow.key == wanted.duty, DutyRow.requirement == wanted.duty)
        asked.append(ObligationRow.duty_id.in_(select(DutyRow.id).where(named)))
    return asked


def _concerns(inside: CTE) -> ColumnElement[bool]:
    among = select(inside.c.code)
    owed = exists().where(ObligationRow.plan_id == PlanRow.id, ObligationRow.unit.in_(among))
    return or_(PlanRow.issuer.in_(among), PlanRow.root.in_(among), owed)


def _inside(root: str, day: date) -> CTE:
    lower = aliased(UnitRow)
    first = select(UnitRow.code.label("code")).where(UnitRow.code == root).distinct()
    known = first.cte("known", recursive=True)
    # What was met before is not followed again: a circle ends.
    return known.union(select(lower.code).where(lower.parent == known.c.code, _latest(lower, day)))


def _latest(row: type[UnitRow], day: date) -> ColumnElement[bool]:
    newer = aliased(UnitRow)
    later = exists().where(newer.code == row.code, newer.valid_from <= day, newer.valid_from > row.valid_from)
    return (row.valid_from <= day) & ~later


def _seen(row: UnitRow, day: date) -> SeenUnit:
    return SeenUnit(row.code, row.name, row.level, row.kind, row.parent, row.valid_to <= day)
