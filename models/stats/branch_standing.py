"""How the branches and duties of a plan stand, counted by index alone: a nation's plan too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import NotNullable, func, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.lang.vietnamese import vn_sort_key
from cascade.reports.obligation_states import RECEIVED, UNDONE, ObligationState, Shown
from models.org import names_in_time
from models.tables import DutyRow, ObligationRow

LATE = Shown.LATE


@dataclass(frozen=True, slots=True)
class BranchLine:
    """One branch: how many duties of its units are expected, in, late."""

    code: str
    name: str
    expected: int
    received: int
    late: int


@dataclass(frozen=True, slots=True)
class BranchStanding:
    """A plan by branch and duty."""

    lines: tuple[BranchLine, ...]
    cells: Mapping[tuple[str, str], Counter[str]]
    """(branch, key of the duty): how many in each state, and "late" among what is owed."""


def of_plan(
    session: Session, plan_id: int, now: datetime, closed_at: datetime | None = None
) -> BranchStanding:
    """Every branch in the order of its name, every duty; `closed_at`: of a plan that is over."""
    duties = {
        number: (key, due)
        for number, key, due in session.execute(
            select(DutyRow.id, DutyRow.key, DutyRow.due_at).where(DutyRow.plan_id == plan_id)
        )
    }
    row = ObligationRow
    query = (
        select(row.duty_id, row.branch, row.state, func.count())
        .where(row.duty_id.in_(duties), row.state != ObligationState.WITHDRAWN.value)
        .group_by(row.duty_id, row.branch, row.state)
    )
    cells: dict[tuple[str, str], Counter[str]] = {}
    for number, branch, state, many in session.execute(query):
        key, due = duties[number]
        cell = cells.setdefault((branch, key), Counter())
        cell[state] += many
        # All units of a duty have its date; those with one of their own are put right below.
        cell[LATE] += many if state in UNDONE and due is not None and due < now else 0
    _mind_own_dates(session, plan_id, now, cells)
    day = names_in_time.shown_on(now, closed_at)
    branches = {branch for branch, _ in cells}
    called = names_in_time.known(session, branches)
    lines = [_line(code, called.on(code, day), cells) for code in sorted(branches)]
    return BranchStanding(tuple(sorted(lines, key=lambda one: vn_sort_key(one.name))), cells)


def names(session: Session, plan_id: int, now: datetime) -> list[tuple[str, str]]:
    """(code, name) of every branch that owes anything."""
    duties = select(DutyRow.id).where(DutyRow.plan_id == plan_id, DutyRow.gone_in.is_(None))
    row = ObligationRow
    some = session.scalars(select(row.branch).where(row.duty_id.in_(duties)).distinct())
    codes = sorted(code for code in some)
    called = names_in_time.known(session, set(codes))
    named = [(code, called.on(code, day_of(now))) for code in codes]
    return sorted(named, key=lambda one: vn_sort_key(one[1]))


def _mind_own_dates(
    session: Session, plan_id: int, now: datetime, cells: dict[tuple[str, str], Counter[str]]
) -> None:
    row = ObligationRow
    query = (
        select(row.branch, DutyRow.key, DutyRow.due_at, NotNullable(row.extended_until))
        .join(DutyRow, DutyRow.id == row.duty_id)
        .where(row.plan_id == plan_id, row.extended_until.is_not(None), row.undone)
    )
    for branch, key, due, own in session.execute(query):
        by_plan, by_own = due is not None and due < now, own < now
        cells[branch, key][LATE] += int(by_own) - int(by_plan)


def _line(code: str, name: str, cells: Mapping[tuple[str, str], Counter[str]]) -> BranchLine:
    every: Counter[str] = Counter()
    for (branch, _), counts in cells.items():
        if branch == code:
            every.update(counts)
    owed = sum(every[state] for state in UNDONE)
    received = sum(every[state] for state in RECEIVED)
    return BranchLine(code, name, owed + received, received, every[LATE])
