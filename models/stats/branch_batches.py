"""How each branch stands with each duty, and who was last told: what a plan's picture is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.reports.rollup import Counts
from models.stats import duty_counts
from models.tables import DutyRow, NoticeRow, ObligationRow


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


def last_told(session: Session, plan_id: int) -> dict[int, tuple[datetime, str]]:
    """Obligation -> when it was last spoken of, and by which channel. Lists of many units are not counted."""
    query = select(NoticeRow.obligation_id, NoticeRow.sent_at, NoticeRow.channel).where(
        NoticeRow.plan_id == plan_id, NoticeRow.sent_at.is_not(None), NoticeRow.obligation_id.is_not(None)
    )
    told = session.execute(query.order_by(NoticeRow.sent_at))
    return {owed: (at, channel) for owed, at, channel in told if owed is not None and at is not None}
