"""Presses the late: the unit itself, then one list to the unit above, then one to the issuer's desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prefect import task
from prefect.client.schemas.objects import State

from models import escalation, plans
from models.escalation import Escalated
from tasks import door
from tasks.steps import STEP, verdict
from tasks.vocabulary import Word


@task(name="Đôn đốc", **STEP)
async def escalate_overdue(
    label: str, plan: str, now: datetime, branches: Sequence[str] | None = None
) -> State[None]:
    """The rungs that have come due: inside each branch, or all that is left across branches.

    Each call is one transaction. If we die between two, the rest is still due and the next run takes it.
    """
    done: list[Escalated] = []
    for branch in branches if branches is not None else [None]:
        async with door.at_desk() as ledger:
            with ledger.begin() as session:
                done.append(escalation.run(session, plans.record(session, plan).id, now, branch))
    queued = sum(one.queued for one in done)
    skipped = sum(one.superseded + one.missed for one in done)
    told = f"{queued} thông báo đưa vào hàng gửi"
    return verdict(Word.CHASED, message=f"{told}, {skipped} nấc đã qua không nhắc lại" if skipped else told)
