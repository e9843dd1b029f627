"""What comes due next: rungs whose hour has come, and when to look again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import NotNullable, exists, func, select
from sqlalchemy.orm import Session

from cascade.plan.model import Policy
from cascade.reminders.ladder import opening
from models.tables import DutyRow, ObligationRow, PlanRow
from models.views.obligation_views import DueStep
from models.views.plan_views import PlanState


@dataclass(frozen=True, slots=True)
class Uncalled:
    """A plan with rungs whose hour has struck, and nobody called them."""

    plan: str
    since: datetime
    obligations: int


def due_plans(session: Session, now: datetime) -> set[int]:
    """Running plans with a rung that has come due. However much one of them has, none hides another."""
    running = select(PlanRow.id).where(PlanRow.state == PlanState.RUNNING.value)
    due = exists().where(ObligationRow.plan_id == PlanRow.id, ObligationRow.next_at <= now)
    return set(session.scalars(running.where(due)))


def uncalled(session: Session, now: datetime, patience: timedelta) -> Iterator[Uncalled]:
    """Plan by plan what has come due and was not called, though it might long have spoken."""
    query = (
        select(PlanRow.code, func.min(NotNullable(ObligationRow.next_at)), func.count())
        .join(ObligationRow, ObligationRow.plan_id == PlanRow.id)
        .where(PlanRow.state == PlanState.RUNNING.value, ObligationRow.next_at <= now - patience)
        .group_by(PlanRow.code)
        .order_by(func.min(ObligationRow.next_at))
    )
    for code, since, many in session.execute(query):
        # What came due at night waits for the morning, and is late only after that.
        if opening(since, Policy()) <= now - patience:
            yield Uncalled(code, since, many)


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
