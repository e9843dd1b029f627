"""Presses the late: the unit itself, then one list to the unit above, then one to the issuer's desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prefect import task
from prefect.client.schemas.objects import State

from models.plans import plans
from models.reminders import escalate
from models.reminders.escalate import Escalated
from tasks import ledger_access
from tasks.board.board_labels import Word
from tasks.steps.base_step import STEP, verdict


@task(name="Đôn đốc", **STEP)
async def escalate_overdue(
    label: str, plan: str, now: datetime, branches: Sequence[str] | None = None
) -> State[None]:
    """The rungs that have come due: inside each branch, or all that is left across branches.

    Each call is one transaction. If we die between two, the rest is still due and the next run takes it.
    """
    done: list[Escalated] = []
    if branches is not None:
        for branch in branches:
            done.append(await _call(plan, now, branch))
    else:
        for branch in await _parts(plan, now):
            done.append(await _call(plan, now, branch, outwards=True))
        done.append(await _call(plan, now))
        while done[-1].more:
            done.append(await _call(plan, now))
    queued = sum(one.queued for one in done)
    skipped = sum(one.superseded + one.missed for one in done)
    told = f"{queued} thông báo đưa vào hàng gửi"
    return verdict(
        Word.CHASED, message=f"{told}, {skipped} mức nhắc đã qua, không nhắc lại" if skipped else told
    )


async def _parts(plan: str, now: datetime) -> list[str]:
    async with ledger_access.at_desk() as ledger:
        with ledger.read() as session:
            return escalate.parts(session, plans.number(session, plan), now)


async def _call(plan: str, now: datetime, branch: str | None = None, *, outwards: bool = False) -> Escalated:
    async with ledger_access.at_desk() as ledger:
        with ledger.begin() as session:
            found = plans.number(session, plan)
            return escalate.run(session, found, now, branch, outwards=outwards)
