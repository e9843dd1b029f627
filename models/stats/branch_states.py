"""How the branches of a plan's picture stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from models.stats import duty_counts
from models.tables import ObligationRow, UnitRow
from models.views.obligation_views import BranchCounts


def branches(session: Session, plan_id: int, now: datetime) -> list[BranchCounts]:
    """The counts of each branch of the plan's picture, in order of names' codes."""
    found = duty_counts.tally(session, plan_id, now, [ObligationRow.branch])
    known = _branch_units(session, [branch for (branch,) in found], now)
    return [_branch(code, known.get(code, (code, "")), found[code,]) for (code,) in sorted(found)]


def _branch_units(session: Session, codes: list[str], now: datetime) -> dict[str, tuple[str, str]]:
    day = day_of(now)
    query = select(UnitRow.code, UnitRow.name, UnitRow.level).where(
        UnitRow.code.in_(codes), UnitRow.valid_from <= day, UnitRow.valid_to > day
    )
    return {code: (name, level) for code, name, level in session.execute(query)}


def _branch(code: str, known: tuple[str, str], found: duty_counts.Tally) -> BranchCounts:
    name, level = known
    done_at = None if found.counts.open else found.last_in
    return BranchCounts(code, name, level, found.counts, found.opened_at, done_at)
