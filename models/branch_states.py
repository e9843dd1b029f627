"""How the branches of a plan's picture stand: one state for each, or one for each level of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.instants import day_of
from models import tallies
from models.records import BranchState
from models.tables import ObligationRow, UnitRow


def branches(session: Session, plan_id: int, now: datetime) -> list[BranchState]:
    """One state for each branch of the plan's picture, in order of names' codes."""
    found = tallies.tally(session, plan_id, now, [ObligationRow.branch])
    known = _branch_units(session, [branch for (branch,) in found], now)
    return [_branch(code, known.get(code, (code, "")), found[code,]) for (code,) in sorted(found)]


def batches(session: Session, plan_id: int, now: datetime) -> list[BranchState]:
    """One state for each level of each branch: a district and its grassroots organisations are told apart."""
    found = tallies.tally(session, plan_id, now, [ObligationRow.branch, ObligationRow.level])
    known = _branch_units(session, [branch for branch, _ in found], now)
    return [
        _branch(branch, (known.get(branch, (branch, ""))[0], level), found[branch, level])
        for branch, level in sorted(found)
    ]


def _branch_units(session: Session, codes: list[str], now: datetime) -> dict[str, tuple[str, str]]:
    day = day_of(now)
    query = select(UnitRow.code, UnitRow.name, UnitRow.level).where(
        UnitRow.code.in_(codes), UnitRow.valid_from <= day, UnitRow.valid_to > day
    )
    return {code: (name, level) for code, name, level in session.execute(query)}


def _branch(code: str, known: tuple[str, str], counts: tallies.Tally) -> BranchState:
    name, level = known
    return BranchState(
        branch=code,
        name=name,
        level=level,
        expected=counts.expected,
        done=counts.received,
        accepted=counts.accepted,
        late=counts.late,
        overdue=counts.overdue,
        open=counts.open,
        exempt=counts.exempt,
        opened_at=counts.opened_at,
        done_at=None if counts.open else counts.last_in,
    )
