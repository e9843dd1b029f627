"""How many obligations of a plan stand how, counted by index alone however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cascade.reports.obligation_states import UNDONE, ObligationState, Shown
from models.tables import ObligationRow

_SHOWN = tuple(one for one in ObligationState if one is not ObligationState.WITHDRAWN)


def standing(session: Session, plan_ids: Sequence[int], now: datetime) -> dict[int, dict[str, int]]:
    """How many of each plan stand how, by index alone: a count by state, and "late" among what is owed."""
    row = ObligationRow
    late = func.count().filter(row.due_at < now, row.state.in_(UNDONE))
    query = (
        select(row.plan_id, row.state, func.count(), late)
        .where(row.plan_id.in_(plan_ids), row.state.in_(_SHOWN))
        .group_by(row.plan_id, row.state)
    )
    found: dict[int, dict[str, int]] = {number: {} for number in plan_ids}
    for number, state, many, overdue in session.execute(query):
        found[number][state] = many
        found[number][Shown.LATE] = found[number].get(Shown.LATE, 0) + overdue
    for number, many in session.execute(_reprieved(plan_ids, now)):
        found[number][Shown.LATE] = found[number].get(Shown.LATE, 0) + many
    return found


def _reprieved(plan_ids: Sequence[int], now: datetime) -> Select[*tuple[Any, ...]]:
    """What an own date takes from the late ones of the plan's date, and adds to them."""
    row = ObligationRow
    by_plan = func.count().filter(row.due_at < now)
    own = func.count().filter(row.extended_until < now)
    return (
        select(row.plan_id, own - by_plan)
        .where(row.plan_id.in_(plan_ids), row.extended_until.is_not(None), row.undone)
        .group_by(row.plan_id)
    )
