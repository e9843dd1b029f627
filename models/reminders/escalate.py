"""Calls the rungs that have come due: the unit, then one list to the unit above, then one to the desk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import outbox
from models.database.ledger import acting
from models.plans import plans
from models.reminders import climb, notice_lists
from models.tables import ObligationRow
from models.views.plan_views import PlanState

MOST = 5_000
"""Rungs that one transaction calls."""


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
    more: bool = False
    """Lists still wait to be let go: call again."""


def parts(session: Session, plan_id: int, now: datetime, most: int = MOST) -> list[str]:
    """The branches to be called one by one, each in a transaction of its own: none where few rungs are due.

    A ladder for a whole nation in one transaction would keep everybody else waiting for half a minute.
    """
    counted = session.execute(
        select(ObligationRow.branch, func.count())
        .where(ObligationRow.plan_id == plan_id, ObligationRow.next_at <= now)
        .group_by(ObligationRow.branch)
        .order_by(ObligationRow.branch)
    )
    due = {branch: many for branch, many in counted}
    return list(due) if sum(due.values()) > most else []


def run(
    session: Session, plan_id: int, now: datetime, branch: str | None = None, *, outwards: bool = False
) -> Escalated:
    """Take every rung that has come due and queue its notices. A second call does nothing.

    With a branch, what speaks to somebody outside it stays due, unless it is called `outwards`: then its
    lists wait for those of the other branches. Call once more without a branch at the end, and again while
    there is `more`: that lets go what waited, so that everybody gets one list.
    """
    if branch is not None:
        # `parts` has looked: to look again is to go through all that the branches before have called.
        return _call(session, plan_id, now, branch, outwards) or Escalated()
    due, held = _look(session, plan_id, now)
    told = _call(session, plan_id, now, None, outwards) if due else None
    if held or told:
        more = outbox.merge_due(session, now)
        return replace(told or Escalated(), more=more)
    return Escalated()


def _call(
    session: Session, plan_id: int, now: datetime, branch: str | None, outwards: bool
) -> Escalated | None:
    acting(session, "escalate")
    plan = plans.lock(session, plan_id)
    if plan.state == PlanState.CLOSED:
        return None
    climbed = climb.climb(session, plan, now, branch, outwards=outwards)
    queued = notice_lists.queue(session, plan, climbed, now, hold=outwards)
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


def _look(session: Session, plan_id: int, now: datetime) -> tuple[bool, bool]:
    """Whether a rung has come due, and whether anything is held back, in one question."""
    due = select(ObligationRow.id).where(ObligationRow.plan_id == plan_id, ObligationRow.next_at <= now)
    found = session.execute(select(due.exists(), outbox.held().exists())).one()
    return bool(found[0]), bool(found[1])
