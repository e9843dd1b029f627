"""Looks for what should never be: rungs nobody called, notices nobody sent, sums that do not add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cascade.plan.model import Policy
from cascade.reminders.ladder import opening
from models import outbox
from models.channels import rates
from models.database.ledger import Session
from models.obligations import obligations
from models.plans import plans
from models.stats import rollups
from models.views.plan_views import PlanRecord, PlanState

PATIENCE = timedelta(minutes=30)
"""So late nothing may be, while it is allowed to speak at all."""


def amiss(session: Session, now: datetime) -> Iterator[str]:
    """Everything that a person should look at, one line each."""
    yield from _rungs(session, now)
    yield from _notices(session, now)
    yield from _channels(session)
    for record in plans.all_plans(session):
        if record.state is PlanState.RUNNING:
            yield from _sums(session, record, now)


def _rungs(session: Session, now: datetime) -> Iterator[str]:
    for step in obligations.due_steps(session, now - PATIENCE):
        # What came due at night waits for the morning, and is late only after that.
        if opening(step.at, Policy()) <= now - PATIENCE:
            duty = f"nhiệm vụ {step.duty} ({step.obligations} đơn vị)"
            yield f"mức nhắc {step.rung} của {duty} đến giờ mà chưa chạy"


def _notices(session: Session, now: datetime) -> Iterator[str]:
    ready = outbox.next_ready(session)
    if ready is not None and ready < now - PATIENCE:
        yield "có thông báo chờ gửi quá 30 phút: bộ gửi có đang chạy không?"


def _channels(session: Session) -> Iterator[str]:
    for channel in rates.channels(session):
        if channel.stopped_why:
            yield f"kênh {channel.name} đang dừng: {channel.stopped_why}"


def _sums(session: Session, record: PlanRecord, now: datetime) -> Iterator[str]:
    branches = obligations.branches(session, record.id, now)
    whole = rollups.counts(session, record.id, now, by="plan")["plan"]
    parts = (sum(one.counts.expected for one in branches), sum(one.counts.received for one in branches))
    if parts != (whole.expected, whole.received):
        counted = (whole.expected, whole.received)
        yield f"{record.code}: cộng các đảng bộ được {parts}, cả kế hoạch là {counted}"
