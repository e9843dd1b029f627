"""One advance over Đồng Nai on the day its reports are due, against one Prefect task per unit."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.prefect_house import House
from cascade.calendar.zone import VIETNAM

PLAN = "dong-nai-tw8"
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
EVE = "2024-04-23T09:05"
DUE = datetime(2024, 4, 24, 8, 5, tzinfo=VIETNAM)
STEPS = 58
"""Task runs of our advance (`task_runs`)."""
QUIET_SECONDS = 4.0
"""Recorded is what the server still has when nothing has been added for so long."""


@dataclass(frozen=True)
class Cost:
    """What one advance took."""

    wall: float
    """Seconds until everything is recorded."""
    flow: float
    """Seconds until the flow itself had ended."""
    server_cpu: float
    own_cpu: float
    """Of the process that runs the flow."""
    task_runs: int
    mb: float


def prepare(house: House) -> str:
    """A ledger on the eve: issued, held, most grassroots in, and the board shown all of it."""
    from cli.demo.demo_log import Program
    from cli.demo.play import DemoPlan, Evening
    from cli.demo.script import read_script
    from models.database.ledger import Ledger
    from tasks import ledger_access

    os.environ["DONDOC_DATABASE_URL"] = house.database("eve")
    os.environ["DONDOC_MEMORY_BOX"] = "bench"
    ledger = Ledger()
    ledger.upgrade()
    act = next(one for one in read_script(EXAMPLES / "demo.yaml") if one.file.stem == PLAN)
    act = replace(act, decisions=act.decisions[:4], stops=())  # up to the extension of 23 April
    Evening(ledger, [DemoPlan(act)], Program(time.monotonic()), _steps).run()
    house.pg.sql("UPDATE notice SET state = 'sent' WHERE state IN ('queued', 'retry')", "eve")
    asyncio.run(_flow()(PLAN, EVE))  # type: ignore[arg-type]
    ledger.dispose()
    ledger_access.ledger().dispose()
    return "eve"


def _steps(plan: str) -> None:
    """What a run does to the ledger, without the run: the way to the eve is not what is measured."""
    from models.database import clock
    from tasks import ledger_access
    from tasks.steps.collect_reports import open_what_is_ready
    from tasks.steps.escalate_overdue import escalate_overdue

    with ledger_access.ledger().read() as session:
        now = clock.now(session)

    async def steps() -> None:
        await open_what_is_ready.fn("", plan, now)
        await escalate_overdue.fn("", plan, now)

    asyncio.run(steps())


def _flow() -> Callable[[str, str], Awaitable[Any]]:
    from flows.plan import cascade_plan

    return cascade_plan


async def ours() -> None:
    """The plan's own flow: a node is a branch."""
    await _flow()(PLAN, DUE.isoformat())


async def per_unit() -> None:
    """The same work with a node for every unit."""
    from bench.task_per_unit import advance

    await advance(PLAN, DUE)


async def empty() -> None:
    """As many steps as ours takes, and nothing in them."""
    from bench.empty_tasks import nothing

    await nothing(STEPS)


def measure(house: House, template: str, work: Callable[[], Awaitable[None]], name: str) -> Cost:
    """Do it on a copy of the eve, and watch the database until the server has written everything down."""
    from tasks import ledger_access

    os.environ["DONDOC_DATABASE_URL"] = house.database(name, template)
    gc.freeze()  # as in a process of its own (tasks.steps.base_step.settle_in), whoever is measured
    before, mb, own, cpu = house.ended(), house.prefect_mb(), time.process_time(), house.server_cpu()
    start = time.perf_counter()
    asyncio.run(work())  # type: ignore[arg-type]
    flow, own = time.perf_counter(), time.process_time() - own
    count, recorded = _settled(house, flow)
    spent = house.server_cpu() - cpu - house.idle_cpu * (time.perf_counter() - start)
    ledger_access.ledger().dispose()
    return Cost(recorded - start, flow - start, spent, own, count - before, house.prefect_mb() - mb)


def _settled(house: House, since: float) -> tuple[int, float]:
    """How many task runs there are in the end, and when the last of them was written."""
    count, last = house.ended(), since
    while time.perf_counter() - last < QUIET_SECONDS:
        now = house.ended()
        if now != count:
            count, last = now, time.perf_counter()
        time.sleep(0.1)
    return count, last
