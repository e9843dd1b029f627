"""What we did not build: a Prefect task for every unit, the way one would write it first."""

from __future__ import annotations

import asyncio
from datetime import datetime

from prefect import flow, task
from prefect.client.schemas.objects import State

from models.obligations import obligations
from models.plans import plans
from tasks import ledger_access
from tasks.board.board_labels import Look, Word
from tasks.steps.base_step import STEP, run, verdict
from tasks.steps.collect_reports import open_what_is_ready
from tasks.steps.deliver import deliver
from tasks.steps.escalate_overdue import escalate_overdue
from tasks.steps.publish import publish
from tasks.steps.roll_up import roll_up

AT_ONCE = 20
"""Tasks under way at the same time; more of them only wait for each other."""


@flow(name="Một bước cho mỗi đơn vị")
async def advance(plan: str, now: datetime) -> None:
    """Open, look at each unit, press the late, roll up, deliver, publish: what cascade_plan does."""
    top = await run(open_what_is_ready, [], "Kế hoạch", plan, now)
    with ledger_access.ledger().read() as session:
        plan_id = plans.record(session, plan).id
        units = sorted({row.unit for row in obligations.rows(session, plan_id, now=now)})
    room = asyncio.Semaphore(AT_ONCE)

    async def visit(unit: str) -> None:
        async with room:
            await look_at(unit, plan_id, unit, now)

    await asyncio.gather(*(visit(unit) for unit in units))
    pressed = await run(escalate_overdue, [top], "Đôn đốc", plan, now)
    total = await run(roll_up, [pressed], "Tổng hợp", plan, now)
    sent = await run(deliver, [total], "Gửi thông báo", now)
    await run(publish, [sent], "Cập nhật", plan, now)


@task(name="Thu báo cáo của một đơn vị", **STEP)
async def look_at(label: str, plan_id: int, unit: str, now: datetime) -> State[None]:
    """What one unit still owes."""
    with ledger_access.ledger().read() as session:
        rows = obligations.rows(session, plan_id, now=now, unit=unit)
    late = [row.key for row in rows if row.late]
    return verdict(Word.WORKING, Look.DONE, f"quá hạn: {late}" if late else "")
