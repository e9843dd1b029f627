"""Why figures of a report are not the sums from below, in the words of the unit that sent it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.reports.report_lines import DifferentSum
from models.database.sql import one_of
from models.plans import duties
from models.tables import DutyRow, ObligationRow, TakenSumRow

ReportKey = tuple[int, int]
"""The duty of a unit, and the number of the report on it."""


def of_report(session: Session, obligation_id: int, number: int) -> tuple[DifferentSum, ...]:
    """Of one report, in the order of its form."""
    return of_reports(session, [(obligation_id, number)]).get((obligation_id, number), ())


def of_reports(session: Session, reports: Collection[ReportKey]) -> dict[ReportKey, tuple[DifferentSum, ...]]:
    """The same of many; of a secret duty nothing."""
    query = (
        select(TakenSumRow, DutyRow)
        .join(ObligationRow, ObligationRow.id == TakenSumRow.obligation_id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(one_of(TakenSumRow.obligation_id, {one for one, _ in reports}))
        .where(TakenSumRow.why != "", DutyRow.secret.is_(False))
    )
    kept: dict[ReportKey, dict[str, TakenSumRow]] = defaultdict(dict)
    forms: dict[int, DutyRow] = {}
    for row, duty in session.execute(query):
        if (key := (row.obligation_id, row.number)) in reports:
            kept[key][row.figure], forms[row.obligation_id] = row, duty
    return {
        key: tuple(
            DifferentSum(figure.label, one.given, one.below, one.why)
            for figure in duties.thaw(forms[key[0]]).figures
            if (one := rows.get(figure.id)) is not None
        )
        for key, rows in kept.items()
    }
