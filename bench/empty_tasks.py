"""The least an advance can take: a flow with as many steps, none of which does anything."""

from __future__ import annotations

import asyncio

from prefect import flow, task
from prefect.cache_policies import NO_CACHE


@flow(name="Không làm gì")
async def nothing(steps: int) -> None:
    """The steps side by side, as branches are visited."""
    await asyncio.gather(*(step() for _ in range(steps)))


@task(name="Một bước", cache_policy=NO_CACHE, persist_result=False)
async def step() -> None:
    """As little as a task can do."""
