"""The dates that come next in plans: duties of units and conferences, by the plan's own duties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import NotNullable, func, literal, select
from sqlalchemy.orm import Session

from models.tables import DutyRow, MeetingRow, PlanRow
from models.tables.base import Number
from models.views.plan_views import PlanState


@dataclass(frozen=True, slots=True)
class PlanDate:
    """A date of a plan: of a duty by its key, or of a conference."""

    plan_id: int
    at: datetime
    key: str
    name: str
    secret: bool
    meeting_id: int | None = None


def next_due(session: Session, plan_ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    """The next date of any duty of each plan."""
    query = (
        select(DutyRow.plan_id, func.min(NotNullable(DutyRow.due_at)))
        .where(DutyRow.plan_id.in_(plan_ids), DutyRow.gone_in.is_(None), DutyRow.due_at >= now)
        .group_by(DutyRow.plan_id)
    )
    return {plan: at for plan, at in session.execute(query)}


def between(session: Session, plan_ids: Sequence[int], since: datetime, until: datetime) -> list[PlanDate]:
    """All dates of running plans in a stretch of time, the earliest first."""
    running = PlanRow.state == PlanState.RUNNING.value
    nobody = literal(None, Number)
    duties = (
        select(
            DutyRow.plan_id, NotNullable(DutyRow.due_at), DutyRow.key, DutyRow.action, DutyRow.secret, nobody
        )
        .join(PlanRow, PlanRow.id == DutyRow.plan_id)
        .where(DutyRow.plan_id.in_(plan_ids), running, DutyRow.gone_in.is_(None))
        .where(DutyRow.due_at >= since, DutyRow.due_at < until)
    )
    sittings = (
        select(
            MeetingRow.plan_id,
            MeetingRow.start_at,
            MeetingRow.conference,
            MeetingRow.name,
            PlanRow.secret,
            MeetingRow.id,
        )
        .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
        .where(MeetingRow.plan_id.in_(plan_ids), running, MeetingRow.state != "cancelled")
        .where(MeetingRow.start_at >= since, MeetingRow.start_at < until)
    )
    found = [PlanDate(*row) for row in session.execute(duties.union_all(sittings))]
    return sorted(found, key=lambda one: (one.at, one.plan_id, one.key))
