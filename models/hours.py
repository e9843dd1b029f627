"""The hours in which we may speak: what is ready at night leaves at the next opening."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.plan import Policy
from models.tables import PlanRow

USUAL = Policy()


def by_plan(session: Session, plans: Collection[int]) -> dict[int | None, Policy]:
    """For each plan a policy that knows its sending hours; what belongs to no plan keeps the usual ones."""
    known: dict[int | None, Policy] = {None: USUAL}
    if plans:
        query = select(PlanRow.id, PlanRow.send_hours).where(PlanRow.id.in_(plans))
        for plan, (first, last) in session.execute(query):
            known[plan] = Policy(send_hours=(time.fromisoformat(first), time.fromisoformat(last)))
    return known


def of_plan(session: Session, plan_id: int | None) -> Policy:
    """The sending hours of one plan."""
    return by_plan(session, set() if plan_id is None else {plan_id})[plan_id]
