"""The figures that plans ask of their upper level, added up over the reports that count.

The upper level alone: its reports already hold what those below told it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import func
from sqlalchemy.orm import Session

from cascade.plan.model import Figure
from cascade.reports.results import FigureResult
from models.plans import progress
from models.plans.progress import PlanDuty
from models.tables import FigureRow, ObligationRow

Sum = tuple[int, int | None, int | None, int]
"""The total, the sum of its denominators, what of the total has one beside it, how many reports."""


def of_duties(session: Session, duties: Collection[PlanDuty]) -> dict[int, tuple[FigureResult, ...]]:
    """By plan, in the order of its paper. Of what is secret, and of what nobody has reported yet, nothing."""
    asked = [one for one in duties if one.figures]
    sums = _sums(session, asked) if asked else {}
    found: dict[int, tuple[FigureResult, ...]] = {}
    for one in sorted(asked, key=lambda one: one.id):
        results = _results(one.figures, sums.get(one.id, {}))
        found[one.plan_id] = (*found.get(one.plan_id, ()), *results)
    return found


def of_plan(session: Session, plan_id: int) -> tuple[FigureResult, ...]:
    """The same of one plan."""
    return of_duties(session, progress.duties_of(session, [plan_id]).values()).get(plan_id, ())


def _results(figures: Sequence[Figure], sums: Mapping[str, Sum]) -> Iterator[FigureResult]:
    """A total is told with what it is the total of."""
    told_with = {figure.of for figure in figures if figure.id in sums}
    for figure in figures:
        if figure.id in sums and figure.id not in told_with:
            total, of, part, reports = sums[figure.id]
            value = total if of is None else part or 0
            yield FigureResult(figure.label, int(value), None if of is None else int(of), reports)


def _sums(session: Session, duties: Collection[PlanDuty]) -> Mapping[int, Mapping[str, Sum]]:
    """What has a denominator is added up beside it: a rate never meets somebody else's."""
    owed, row = ObligationRow, FigureRow
    part = func.sum(row.value).filter(row.of.is_not(None))
    sums = (func.sum(row.value), func.sum(row.of), part, func.count())
    query = progress.rows_of(duties, owed.duty_id, row.figure, *sums)
    query = query.join(row, row.obligation_id == owed.id).where(owed.received)
    found: dict[int, dict[str, Sum]] = defaultdict(dict)
    for duty, figure, *many in session.execute(query.group_by(owed.duty_id, row.figure)):
        total, of, beside, reports = many
        found[duty][figure] = total, of, beside, reports
    return found
