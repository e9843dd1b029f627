"""The hours in which we may speak: what is ready at night leaves at the next opening."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cascade.plan.model import Policy
from cascade.reminders.ladder import opening
from models.database import remembered
from models.tables import PlanRow

_NAMED = select(PlanRow.id, PlanRow.send_hours).where(PlanRow.id.in_(bindparam("plans", expanding=True)))
"""Spelled once: whatever is queued asks it."""


class Hours:
    """The sending hours of some plans; what belongs to none keeps the usual ones."""

    def __init__(self, policies: dict[int | None, Policy]) -> None:
        self._policies = policies
        self._known: dict[tuple[datetime, int | None], datetime] = {}

    def opening(self, at: datetime, plan_id: int | None) -> datetime:
        """The instant itself, or the next one inside the plan's hours."""
        key = (at, plan_id)
        if key not in self._known:
            self._known[key] = opening(at, self._policies[plan_id])
        return self._known[key]


def by_plan(session: Session, plans: Collection[int | None]) -> Hours:
    """The hours that each plan's policy names."""
    known: dict[int | None, Policy] = remembered.once(session, "hours", lambda: {None: Policy()})
    numbers = set(plans) - known.keys()
    if not numbers:
        return Hours(known)
    for plan, (first, last) in session.execute(_NAMED, {"plans": numbers}):
        known[plan] = Policy(send_hours=(time.fromisoformat(first), time.fromisoformat(last)))
    return Hours(known)
