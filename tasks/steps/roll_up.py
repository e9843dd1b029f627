"""Rolls up: sums and rates of the whole plan, kept day by day for the report to the level above."""

from __future__ import annotations

from datetime import datetime

from prefect import task
from prefect.client.schemas.objects import State

from cascade.org import format
from models.plans import plans
from models.stats import rollups
from tasks import ledger_access
from tasks.board.board_labels import Word
from tasks.steps.base_step import STEP, verdict


@task(name="Tổng hợp", **STEP)
async def roll_up(label: str, plan: str, now: datetime) -> State[None]:
    """Write down how the plan stands today."""
    with ledger_access.ledger().begin() as session:
        plan_id = plans.number(session, plan)
        rollups.store(session, plan_id, now)
        counts = rollups.counts(session, plan_id, now, by="plan")
    total = next(iter(counts.values()), None)
    if total is None:
        return verdict(Word.ROLLED_UP, message="chưa có nhiệm vụ nào")
    more = f"{format.number(total.late)} chậm, {format.number(total.overdue)} quá hạn"
    told = f"{format.share(total.received, total.expected)}, {more}"
    return verdict(Word.ROLLED_UP, message=told)
