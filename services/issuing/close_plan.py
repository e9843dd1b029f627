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
from models.views.second_views import Second, SecondAct
from services.issuing import second_officer


@dataclass(frozen=True, slots=True)
class Closed:
    """A plan that has ended."""

    plan: PlanRecord
    left_open: tuple[ObligationView, ...]
    """What nobody will ask for any more."""


def close(
    session: Session, code: str, *, now: datetime, by: str, why: str = "", confirmed: Second | None = None
) -> Closed:
    """End a plan and tell its units; what is not done stays on record. Closing twice changes nothing.

    Refusal: when there is no such plan, or a second officer is wanted.
    """
    plan = plans.known(session, code)
    if plan.state is not PlanState.CLOSED:
        second_officer.need(session, SecondAct.CLOSE, confirmed)
    rows = obligations.rows(session, plan.id, now=now)
    plans.close(session, code, now=now, by=by, why=why)
    if plan.state is not PlanState.CLOSED:
        closing.announce(session, plan.id, now)
    return Closed(plan, tuple(row for row in rows if row.state.undone))
