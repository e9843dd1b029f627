"""Sums of a plan: who was expected and who reported, and the figures, each beside its own denominator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, aliased

from cascade.calendar.zone import day_of
from cascade.reports.rollup import Counts
from models.database import sql
from models.database.ledger import acting
from models.stats import duty_counts
from models.stats.duty_counts import WHOLE, CountedPart
from models.tables import AuditRow, DutyRow, FigureRow, ObligationRow, PlanRow, RollupRow
from models.views.plan_views import PlanState

_COLUMNS: Mapping[str, Any] = {
    "branch": ObligationRow.branch,
    "level": ObligationRow.level,
    "unit": ObligationRow.unit,
    "duty": DutyRow.key,
}


@dataclass(frozen=True, slots=True)
class FigureSum:
    """One figure added up over the reports that gave it."""

    figure: str
    total: int
    of: int | None
    """The sum of its denominators, over the reports that gave both; None where it has none."""
    part: int
    """What of the total has a denominator beside it: the rate is part / of."""
    reports: int


def counts(
    session: Session,
    plan_id: int,
    now: datetime,
    by: str = "branch",
    units: Collection[str] | None = None,
    within: CountedPart = WHOLE,
) -> dict[str, Counts]:
    """Counts by branch, level, unit, duty, or for the whole plan ("plan"); `units`: of these alone."""
    if by == "plan":
        whole = duty_counts.tally(session, plan_id, now, units=units, part=within).get(())
        return {"plan": whole.counts if whole else Counts()}
    tallied = duty_counts.tally(session, plan_id, now, [_COLUMNS[by]], units=units, part=within)
    return {group: one.counts for (group,), one in tallied.items()}


def figures(
    session: Session,
    plan_id: int,
    by: str = "plan",
    units: Collection[str] | None = None,
    within: CountedPart = WHOLE,
) -> dict[str, dict[str, list[FigureSum]]]:
    """For each group ("plan", or by branch, level, unit) and duty the sums of its figures.

    Levels never mix: a district's report already holds what its grassroots organisations told it.
    """
    group = _COLUMNS[by] if by != "plan" else literal("plan")
    query = (
        select(
            group,
            DutyRow.key,
            FigureRow.figure,
            func.sum(FigureRow.value),
            func.sum(FigureRow.of),
            func.sum(FigureRow.value).filter(FigureRow.of.is_not(None)),
            func.count(),
        )
        .select_from(FigureRow)
        .join(ObligationRow, ObligationRow.id == FigureRow.obligation_id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(DutyRow.plan_id == plan_id, ObligationRow.received, duty_counts.counted(), *within.meant())
        .group_by(*([group] if by != "plan" else []), DutyRow.key, FigureRow.figure)
        .order_by(DutyRow.key, FigureRow.figure)
    )
    if units is not None:
        query = query.where(sql.one_of(ObligationRow.unit, units))
    found: dict[str, dict[str, list[FigureSum]]] = defaultdict(lambda: defaultdict(list))
    for name, duty, figure, total, of, part, reports in session.execute(query):
        whole = None if of is None else int(of)
        found[name][duty].append(FigureSum(figure, int(total), whole, int(part or 0), reports))
    return {name: dict(duties) for name, duties in found.items()}


def store(session: Session, plan_id: int, now: datetime) -> dict[str, Any]:
    """Keep today's sums; a second time on the same day replaces the first."""
    acting(session, "roll_up")
    body = {
        "counts": {by: _plain(counts(session, plan_id, now, by)) for by in ("plan", "branch", "level")},
        "figures": {
            duty: [asdict(one) for one in sums]
            for duty, sums in figures(session, plan_id).get("plan", {}).items()
        },
    }
    row = {"plan_id": plan_id, "day": day_of(now).isoformat(), "at": now, "body": body}
    sql.replace(session, RollupRow, ["plan_id", "day"], row)
    return body


def of_closed(session: Session, now: datetime) -> dict[int, Counts]:
    """The sums of plans that are over, as they were kept, by number: those that cannot have changed since.

    Nothing was done after they were kept, and every date lay behind. Years of plans are not counted again.
    """
    row, other = RollupRow, aliased(RollupRow)
    newest = select(func.max(other.day)).where(other.plan_id == row.plan_id).scalar_subquery()
    acted = select(AuditRow.at).where(AuditRow.plan_id == row.plan_id).order_by(AuditRow.id.desc()).limit(1)
    due = select(func.max(DutyRow.due_at)).where(DutyRow.plan_id == row.plan_id)
    own = ObligationRow.extended_until
    granted = select(func.max(own)).where(ObligationRow.plan_id == row.plan_id, own.is_not(None))
    query = (
        select(row.plan_id, row.body["counts", "plan", "plan"])
        .join(PlanRow, PlanRow.id == row.plan_id)
        .where(PlanRow.state == PlanState.CLOSED.value, row.day == newest, row.at <= now)
        .where(*(func.coalesce(one.scalar_subquery() < row.at, True) for one in (acted, due, granted)))
    )
    # A version before or after this one may have kept other sums.
    names = {one.name for one in fields(Counts)}
    return {number: Counts(**told) for number, told in session.execute(query) if told.keys() == names}


def _plain(groups: Mapping[str, Counts]) -> dict[str, dict[str, int]]:
    return {name: asdict(one) for name, one in groups.items()}
