"""What the figures of a report are held against: what the unit gave the last time that it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.plan.model import Figure
from cascade.reports.figures import Value
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
    totals = {figure.of for figure in figures if figure.of}
    labels = {figure.id: figure.label for figure in figures if figure.id in totals}
    if not labels:
        return {}
    query = (
        select(FigureRow.figure, FigureRow.value, DutyRow)
        .join(ObligationRow, ObligationRow.id == FigureRow.obligation_id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(
            ObligationRow.unit == owed.row.unit,
            ObligationRow.id != owed.row.id,
            FigureRow.figure.in_(labels),
        )
        .order_by(ObligationRow.submitted_at.desc(), ObligationRow.id.desc())
        .limit(_LOOKED_AT)
    )
    found: dict[str, Value] = {}
    for name, value, duty in session.execute(query):
        asked = {figure.id: figure.label for figure in duties.thaw(duty).figures}
        if asked.get(name) == labels[name]:
            found.setdefault(name, value)
    return found


_LOOKED_AT = 20
"""Figures, the latest first; what a unit said longer ago is no measure of what it says now."""
