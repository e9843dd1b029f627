"""How the branches of a plan stand, by duty too, and who was last told: what its picture is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.reports.rollup import Counts
from models.database import sql
from models.org import names_in_time
from models.stats import duty_counts
from models.tables import DutyRow, NoticeRow, ObligationRow, PlanRow
from models.views.obligation_views import BranchCounts


def branches(session: Session, plan_id: int, now: datetime) -> list[BranchCounts]:
    """The counts of each branch of the plan's picture, in order of names' codes."""
    found = duty_counts.tally(session, plan_id, now, [ObligationRow.branch])
    called = names_in_time.known(session, {branch for (branch,) in found})
    closed_at = session.scalar(select(PlanRow.closed_at).where(PlanRow.id == plan_id))
    day = names_in_time.shown_on(now, closed_at)
    return [
        _branch(code, called.on(code, day), called.level(code, day) or "", found[code,])
        for (code,) in sorted(found)
    ]


def _branch(code: str, name: str, level: str, found: duty_counts.Tally) -> BranchCounts:
    done_at = None if found.counts.open else found.last_in
    return BranchCounts(code, name, level, found.counts, found.opened_at, done_at)


@dataclass(frozen=True, slots=True)
class DutyCounts:
    """One duty of one branch: everybody in it who owes it."""

    branch: str
    duty: str
    counts: Counts


def listed(session: Session, plan_id: int, now: datetime) -> list[DutyCounts]:
    """The counts of each duty of each branch, in order of branches, then duties."""
    found = duty_counts.tally(session, plan_id, now, [ObligationRow.branch, DutyRow.key])
    return [
        DutyCounts(branch, duty, tally.counts)
        for (branch, duty), tally in sorted(found.items(), key=lambda item: item[0])
    ]


def last_notified(
    session: Session, plan_id: int, only: Sequence[int] | None = None
) -> dict[int, tuple[datetime, str]]:
    """Obligation -> when it was last spoken of, and by which channel. Lists of many units are not counted.

    `only`: of these few, where a plan is too large to look at all.
    """
    query = select(NoticeRow.obligation_id, NoticeRow.sent_at, NoticeRow.channel).where(
        NoticeRow.plan_id == plan_id, NoticeRow.sent_at.is_not(None), NoticeRow.obligation_id.is_not(None)
    )
    if only is not None:
        query = query.where(sql.one_of(NoticeRow.obligation_id, only))
    told = session.execute(query.order_by(NoticeRow.sent_at))
    return {owed: (at, channel) for owed, at, channel in told if owed is not None and at is not None}
