"""What the reports from below add up to, part by part; and what a report took for that sum, then and now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.reports.obligation_states import ObligationState
from models.database.sql import one_of
from models.obligations.below import subordinates
from models.org import names_in_time
from models.tables import DutyRow, FigureRow, ObligationRow, ReportRow, TakenSumRow, UnitRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class SumPart:
    """What one unit below gave; no value: its report has not come, or gives no such figure."""

    obligation_id: int
    unit_name: str
    state: ObligationState
    value: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class SumParts:
    """A page of the parts of one figure, those that are missing first, and how many parts there are."""

    parts: tuple[SumPart, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TakenSum:
    """A figure beside the sum from below as it was when the report was sent."""

    figure: str
    given: int
    below: int
    expected: int
    received: int
    why: str = ""
    now: int | None = None
    """What the sum is now; None: nothing from below counts any more."""

    @property
    def stale(self) -> bool:
        """Whether somebody below has corrected, or has only reported since."""
        return self.now != self.below


def parts(
    session: Session, obligation_id: int, figure: str, now: datetime, number: int = 1, size: int = PAGE
) -> SumParts:
    """What a figure is made of: that page of the units that report to this one, by name."""
    row, name = ObligationRow, select(func.max(UnitRow.sorting)).where(UnitRow.code == ObligationRow.unit)
    mine = and_(FigureRow.obligation_id == row.id, FigureRow.figure == figure)
    query = (
        select(row.id, row.unit, row.state, FigureRow.value, FigureRow.of, func.count().over())
        .outerjoin(FigureRow, mine)
        .where(subordinates.collected_by(session, obligation_id))
        .order_by(row.received, name.scalar_subquery(), row.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    found = session.execute(query).all()
    called = names_in_time.known(session, {one[1] for one in found})
    made = tuple(
        SumPart(one[0], called.on(one[1], day_of(now)), ObligationState(one[2]), one[3], one[4])
        for one in found
    )
    return SumParts(made, found[0][5] if found else 0)


def keep(session: Session, obligation_id: int, number: int, sums: Iterable[TakenSum]) -> None:
    """Write down what a report took for the sums from below, in the transaction that hands it in."""
    rows = [
        {
            "obligation_id": obligation_id,
            "number": number,
            "figure": one.figure,
            "given": one.given,
            "below": one.below,
            "expected": one.expected,
            "received": one.received,
            "why": one.why,
        }
        for one in sums
    ]
    if rows:
        session.execute(insert(TakenSumRow), rows)


def taken(session: Session, ids: Collection[int]) -> dict[int, tuple[TakenSum, ...]]:
    """For each duty what its last report took for sums, beside what they are now; none: it took none."""
    last = (
        select(func.max(ReportRow.number))
        .where(ReportRow.obligation_id == TakenSumRow.obligation_id)
        .scalar_subquery()
    )
    query = select(TakenSumRow).where(one_of(TakenSumRow.obligation_id, ids), TakenSumRow.number == last)
    rows = session.scalars(query.order_by(TakenSumRow.obligation_id, TakenSumRow.figure)).all()
    now = _sums(session, {row.obligation_id for row in rows}) if rows else {}
    found: dict[int, list[TakenSum]] = defaultdict(list)
    for row in rows:
        current = now.get((row.obligation_id, row.figure))
        kept = TakenSum(row.figure, row.given, row.below, row.expected, row.received, row.why, current)
        found[row.obligation_id].append(kept)
    return {number: tuple(sums) for number, sums in found.items()}


def stale(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of them whose last report took a sum that is another now."""
    known = taken(session, ids) if ids else {}
    return frozenset(number for number, sums in known.items() if any(one.stale for one in sums))


def _sums(session: Session, ids: Collection[int]) -> Mapping[tuple[int, str], int]:
    """(duty of a unit, figure) -> what the reports it gathers add up to now; a question for each duty."""
    query = (
        select(ObligationRow.id, ObligationRow.gathers, ObligationRow.unit, DutyRow.plan_id, DutyRow.collects)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(one_of(ObligationRow.id, ids))
    )
    groups: dict[tuple[int, tuple[str, ...]], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, gathers, unit, plan_id, collects in session.execute(query):
        groups[plan_id, tuple(collects)][gathers or unit].append(number)
    return {
        (number, figure): total
        for (plan_id, keys), mine in groups.items()
        for above, figure, total in _summed(session, plan_id, keys, mine)
        for number in mine[above]
    }


def _summed(
    session: Session, plan_id: int, keys: Collection[str], gatherers: Collection[str]
) -> Iterable[tuple[str, str, int]]:
    collected = select(DutyRow.id).where(
        DutyRow.plan_id == plan_id, DutyRow.gone_in.is_(None), DutyRow.key.in_(keys)
    )
    query = (
        select(ObligationRow.above, FigureRow.figure, func.sum(FigureRow.value))
        .join(FigureRow, FigureRow.obligation_id == ObligationRow.id)
        .where(
            ObligationRow.duty_id.in_(collected),
            one_of(ObligationRow.above, gatherers),
            ObligationRow.received,
        )
        .group_by(ObligationRow.above, FigureRow.figure)
    )
    return [(above or "", figure, int(total)) for above, figure, total in session.execute(query)]
