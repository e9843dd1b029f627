"""Closes a plan: nobody is asked or reminded any more, each unit is told, and what stayed open is listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.changes import closing
from models.database.ledger import Session
from models.obligations import obligations
from models.plans import plans
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanRecord, PlanState


@dataclass(frozen=True, slots=True)
class Closed:
    """A plan that has ended."""

    plan: PlanRecord
    left_open: tuple[ObligationView, ...]
    """What nobody will ask for any more."""


def close(session: Session, code: str, *, now: datetime, by: str) -> Closed:
    """End a plan and tell its units; what is not done stays on record. Closing twice changes nothing.

    Refusal: when there is no such plan.
    """
    plan = plans.known(session, code)
    rows = obligations.rows(session, plan.id, now=now)
    plans.close(session, code, now=now, by=by)
    if plan.state is not PlanState.CLOSED:
        closing.announce(session, plan.id, now)
    return Closed(plan, tuple(row for row in rows if row.state.undone))
