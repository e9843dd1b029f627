"""What units have reported, read duty by duty: the last report of each, or all it ever sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from cascade.calendar.zone import day_of
from cascade.reports.obligation_states import ObligationState
from models.database import sql
from models.obligations.reported import report_files, report_rows
from models.org import names_in_time
from models.tables import DutyRow, ObligationRow, ReportRow
from models.views.obligation_views import Report, UnitReport


def of(session: Session, obligations: Sequence[int]) -> dict[int, Report]:
    """The last report of each obligation that has one."""
    found: dict[int, Report] = {}
    for some in sql.chunks(list(obligations)):
        query = select(ReportRow).where(ReportRow.obligation_id.in_(some), _is_last(ReportRow))
        found |= {row.obligation_id: report_rows.record(row) for row in session.scalars(query)}
    return found


def every(session: Session, obligation_id: int) -> tuple[Report, ...]:
    """All that came for one obligation, in the order it came."""
    query = select(ReportRow).where(ReportRow.obligation_id == obligation_id).order_by(ReportRow.number)
    rows = list(session.scalars(query))
    files = report_files.of_reports(session, [row.id for row in rows])
    return tuple(replace(report_rows.record(row), files=files.get(row.id, ())) for row in rows)


def replaced(session: Session, plan_id: int, now: datetime) -> Iterator[UnitReport]:
    """Reports that another one has taken the place of, unit by unit; read a thousand at a time."""
    query = _reports(plan_id).where(~_is_last(ReportRow))
    query = query.order_by(
        ObligationRow.branch, ObligationRow.unit, ReportRow.obligation_id, ReportRow.number
    )
    for some in session.execute(query.execution_options(yield_per=1_000)).partitions():
        yield from _named(session, some, now)


def newest(
    session: Session, plan_id: int, now: datetime, limit: int, branch: str | None = None
) -> list[UnitReport]:
    """The last report of each unit and duty, the latest first."""
    query = _reports(plan_id).where(_is_last(ReportRow))
    if branch is not None:
        query = query.where(ObligationRow.branch == branch)
    query = query.order_by(ReportRow.at.desc(), ReportRow.id.desc()).limit(limit)
    return _named(session, session.execute(query).all(), now)


def count(session: Session, plan_id: int, branch: str | None = None) -> int:
    """How many obligations have a report."""
    query = select(func.count(ReportRow.obligation_id.distinct())).select_from(ReportRow)
    query = query.join(ObligationRow, ObligationRow.id == ReportRow.obligation_id)
    query = query.where(ObligationRow.plan_id == plan_id, _not_withdrawn())
    if branch is not None:
        query = query.where(ObligationRow.branch == branch)
    return session.scalar(query) or 0


def _reports(plan_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(ReportRow, DutyRow.key, ObligationRow.unit, ObligationRow.branch)
        .join(ObligationRow, ObligationRow.id == ReportRow.obligation_id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(ObligationRow.plan_id == plan_id, _not_withdrawn())
    )


def _named(session: Session, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> list[UnitReport]:
    called = names_in_time.known(session, {row.unit for row in rows})
    return [
        UnitReport(key, unit, called.on(unit, day_of(now)), branch, report_rows.record(report))
        for report, key, unit, branch in rows
    ]


def _is_last(row: Any) -> Any:
    later = aliased(ReportRow)
    beyond = select(later.id).where(later.obligation_id == row.obligation_id, later.number > row.number)
    return ~beyond.correlate(row).exists()


def _not_withdrawn() -> Any:
    return ObligationRow.state != ObligationState.WITHDRAWN.value
