"""What the figures of a report are held against: what the unit gave the last time that it was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from cascade.plan.model import Figure
from cascade.reports.figures import Value
from models.database.sql import one_of
from models.obligations.locked import Owed
from models.plans import duties
from models.tables import DutyRow, FigureRow, ObligationRow
from models.views.obligation_views import Report


def before(
    session: Session, owed: Owed, figures: Sequence[Figure], latest: Report | None
) -> Mapping[str, Value]:
    """By the last report of the duty; before the first one, by the last one of the unit that tells of it."""
    return latest.figures if latest is not None else _elsewhere(session, owed, figures)


def _elsewhere(session: Session, owed: Owed, figures: Sequence[Figure]) -> Mapping[str, Value]:
    """Totals of that name and label in what the unit reported on its other duties, the latest of each."""
    labels = _totals(figures)
    if not labels:
        return {}
    return _latest(session, [owed], labels).get(owed.row.id, {})


def before_first(
    session: Session, owed: Sequence[Owed], figures: Sequence[Figure]
) -> Mapping[int, Mapping[str, Value]]:
    """For each of many units that have not reported on a duty yet, what they said of its totals elsewhere."""
    labels = _totals(figures)
    return _latest(session, owed, labels) if labels and owed else {}


def _totals(figures: Sequence[Figure]) -> dict[str, str]:
    totals = {figure.of for figure in figures if figure.of}
    return {figure.id: figure.label for figure in figures if figure.id in totals}


def _latest(session: Session, owed: Sequence[Owed], labels: Mapping[str, str]) -> dict[int, dict[str, Value]]:
    mine = {one.row.unit: one.row.id for one in owed}
    newest = (
        func.row_number()
        .over(
            partition_by=ObligationRow.unit,
            order_by=(ObligationRow.submitted_at.desc(), ObligationRow.id.desc()),
        )
        .label("place")
    )
    given = (
        select(ObligationRow.unit, ObligationRow.duty_id, FigureRow.figure, FigureRow.value, newest)
        .join(FigureRow, FigureRow.obligation_id == ObligationRow.id)
        .where(
            one_of(ObligationRow.unit, mine),
            not_(one_of(ObligationRow.id, mine.values())),
            FigureRow.figure.in_(labels),
        )
        .subquery()
    )
    query = select(given).where(given.c.place <= _LOOKED_AT).order_by(given.c.unit, given.c.place)
    rows = session.execute(query).all()
    asked = _asked(session, {row.duty_id for row in rows})
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for row in rows:
        if asked[row.duty_id].get(row.figure) == labels[row.figure]:
            found[mine[row.unit]].setdefault(row.figure, row.value)
    return found


def _asked(session: Session, duty_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """What the figures of these duties are called."""
    query = select(DutyRow).where(one_of(DutyRow.id, duty_ids))
    return {
        row.id: {figure.id: figure.label for figure in duties.thaw(row).figures}
        for row in (session.scalars(query) if duty_ids else ())
    }


_LOOKED_AT = 20
"""Figures, the latest first; what a unit said longer ago is no measure of what it says now."""
