"""Calls the rungs that have come due: the unit, then one list to the unit above, then one to the desk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import climbing, listing, plans
from models.ledger import acting
from models.records import PlanState
from models.tables import ObligationRow


@dataclass(frozen=True, slots=True)
class Escalated:
    """What a call of the ladder brought about."""

    queued: int = 0
    superseded: int = 0
    """Rungs that a higher one made needless."""
    missed: int = 0
    """Reminders that came too late to be true."""
    opened: int = 0
    branches: dict[str, int] = field(default_factory=dict)
    """Rungs called, by branch."""


def run(session: Session, plan_id: int, now: datetime, branch: str | None = None) -> Escalated:
    """Take every rung that has come due and queue its notices. A second call does nothing.

    With a branch, what speaks to somebody outside it stays due: call once more without, so that the issuer
    and its desk get one list over all branches.
    """
    if not _any_due(session, plan_id, now, branch):
        return Escalated()
    acting(session, "escalate")
    plan = plans.lock(session, plan_id)
    if plan.state == PlanState.CLOSED:
        return Escalated()
    climbed = climbing.climb(session, plan, now, branch)
    queued = listing.tell(session, plan, climbed, now)
    by_branch: dict[str, int] = defaultdict(int)
    for one in climbed:
        by_branch[one.branch] += len(one.call.speak)
    return Escalated(
        queued=queued,
        superseded=sum(len(one.call.superseded) for one in climbed),
        missed=sum(len(one.call.missed) for one in climbed),
        opened=sum(one.opened for one in climbed),
        branches=dict(by_branch),
    )


def _any_due(session: Session, plan_id: int, now: datetime, branch: str | None) -> bool:
    query = select(ObligationRow.id).where(ObligationRow.plan_id == plan_id, ObligationRow.next_at <= now)
    if branch is not None:
        query = query.where(ObligationRow.branch == branch)
    return session.scalar(query.limit(1)) is not None
