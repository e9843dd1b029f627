"""What a closing report lists: sums by duty, and as many lines as paper takes; never all rows of a nation."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from cascade.lang.vietnamese import vn_sort_key
from cascade.reports.obligation_states import ObligationState
from models.org import names_in_time
from models.plans import promised_days
from models.stats.duty_counts import WHOLE, CountedPart
from models.tables import DutyRow, ObligationRow, PromiseRow
from models.views.plan_views import PlanRecord

_ORDER = (ObligationRow.branch, ObligationRow.unit, DutyRow.id)


@dataclass(frozen=True, slots=True)
class ClosingSum:
    """So many units stand alike with one duty of one level and one day."""

    requirement: str
    action: str
    secret: bool
    level: str
    due_at: datetime | None
    many: int


@dataclass(frozen=True, slots=True)
class ClosingList:
    """The numbers of the first of some obligations, and how many there are of each kind."""

    first: list[int]
    sums: list[ClosingSum]


def late(session: Session, plan_id: int, most: int, part: CountedPart = WHOLE) -> ClosingList:
    """Reports that came after their day."""
    return _listed(session, plan_id, most, and_(ObligationRow.came_late, *part.meant()))


def missing(
    session: Session, plan_id: int, now: datetime, most: int, *, closed: bool, part: CountedPart = WHOLE
) -> ClosingList:
    """What is owed after its day; of a plan that is closed, whatever is owed."""
    wanted = ObligationRow.undone if closed else ObligationRow.overdue(now)
    return _listed(session, plan_id, most, and_(wanted, *part.meant()))


def ahead(session: Session, plan_id: int, now: datetime, part: CountedPart = WHOLE) -> list[ClosingSum]:
    """What is owed and not late yet."""
    early = ~func.coalesce(ObligationRow.overdue(now), False)
    return _sums(session, plan_id, and_(ObligationRow.undone, early, *part.meant()))


def late_units(session: Session, plan_id: int, now: datetime, part: CountedPart, most: int) -> list[str]:
    """The units that owe something after its day, by code."""
    query = _some(plan_id, ObligationRow.unit).where(ObligationRow.overdue(now), *part.meant())
    return list(session.scalars(query.distinct().order_by(ObligationRow.unit).limit(most)))


def promises(session: Session, ids: Collection[int]) -> dict[int, tuple[date, str]]:
    """Of late obligations: by which day the unit expects to be done, and what it said to it."""
    query = select(PromiseRow.obligation_id, PromiseRow.day, PromiseRow.note)
    query = query.join(ObligationRow, ObligationRow.id == PromiseRow.obligation_id)
    found = session.execute(query.where(PromiseRow.obligation_id.in_(ids), promised_days.holds()))
    return {number: (day, note) for number, day, note in found}


def _listed(session: Session, plan_id: int, most: int, wanted: Any) -> ClosingList:
    first = _some(plan_id, ObligationRow.id).where(wanted).order_by(*_ORDER).limit(most)
    return ClosingList(list(session.scalars(first)), _sums(session, plan_id, wanted))


def _sums(session: Session, plan_id: int, wanted: Any) -> list[ClosingSum]:
    alike = (
        DutyRow.requirement,
        DutyRow.action,
        DutyRow.secret,
        ObligationRow.level,
        ObligationRow.deadline.label("deadline"),
    )
    query = _some(plan_id, *alike, func.count()).where(wanted).group_by(*alike)
    return [ClosingSum(*row) for row in session.execute(query)]


def came(
    session: Session, plan: PlanRecord, now: datetime, places: Mapping[tuple[str, str], Any], most: int
) -> tuple[list[int], int]:
    """The first obligations whose reports may be read, and how many there are.

    `places`: where each duty of each level stands; units of one duty stand by their names.
    """
    open_ = ObligationRow.received & ~DutyRow.secret
    group = (ObligationRow.level, DutyRow.key)
    counted = _some(plan.id, *group, func.count()).where(open_).group_by(*group)
    many = {(level, key): count for level, key, count in session.execute(counted) if (level, key) in places}
    ids: list[int] = []
    for level, key in sorted(many, key=lambda one: places[one]):
        if len(ids) < most:
            wanted = open_ & (ObligationRow.level == level) & (DutyRow.key == key)
            ids += _by_name(session, plan, now, wanted, most - len(ids))
    return ids, sum(many.values())


def _by_name(session: Session, plan: PlanRecord, now: datetime, wanted: Any, most: int) -> Collection[int]:
    query = _some(plan.id, ObligationRow.id, ObligationRow.unit).where(wanted)
    query = query.order_by(*_ORDER)
    found = session.execute(query).all()
    called = names_in_time.known(session, {unit for _, unit in found})
    day = names_in_time.shown_on(now, plan.closed_at)
    first = heapq.nsmallest(most, found, key=lambda row: vn_sort_key(called.on(row[1], day)))
    return [number for number, _ in first]


def _some(plan_id: int, *columns: Any) -> Any:
    query = select(*columns).join_from(ObligationRow, DutyRow, DutyRow.id == ObligationRow.duty_id)
    return query.where(DutyRow.plan_id == plan_id, ObligationRow.state != ObligationState.WITHDRAWN.value)
