"""What comes due next: rungs whose hour has come, and when to look again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import DueStep, PlanState
from models.tables import DutyRow, ObligationRow, PlanRow


def due_steps(
    session: Session, now: datetime, plan_id: int | None = None, limit: int = 1000
) -> list[DueStep]:
    """Duties whose next rung has come, the oldest first. Costs what is due, not what there is."""
    query = (
        select(
            ObligationRow.plan_id,
            DutyRow.key,
            ObligationRow.next_rung,
            func.min(ObligationRow.next_at),
            func.count(),
        )
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(ObligationRow.next_at <= now)
        .group_by(ObligationRow.plan_id, DutyRow.key, ObligationRow.next_rung)
        .order_by(func.min(ObligationRow.next_at))
        .limit(limit)
    )
    plans = select(PlanRow.id).where(PlanRow.state == PlanState.RUNNING.value)
    query = query.where(ObligationRow.plan_id == plan_id if plan_id else ObligationRow.plan_id.in_(plans))
    return [
        DueStep(plan, key, rung or "", at or now, many)
        for plan, key, rung, at, many in session.execute(query)
    ]


def next_due(session: Session, plan_id: int) -> datetime | None:
    """When the plan next has something to say."""
    return session.scalar(
        select(ObligationRow.next_at)
        .where(ObligationRow.plan_id == plan_id, ObligationRow.next_at.is_not(None))
        .order_by(ObligationRow.next_at)
        .limit(1)
    )
