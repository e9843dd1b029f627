"""Clears away what Prefect keeps of long ago: ended runs, and artifacts that a newer one has replaced.

Nothing of ours is lost by it: the ledger is the record, runs and artifacts are the window. The picture of a
plan's life stays, and so does the newest artifact of every page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import Artifact, StateType
from prefect.client.schemas.sorting import ArtifactSort, FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.types import DateTime

from models.database.ledger import Ledger
from models.plans import plans
from tasks.board import plan_run

ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]
PAGE = 200
MOST = 20_000
"""In one night; what is left over goes in the next."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much went."""

    runs: int
    artifacts: int


async def prune(client: PrefectClient, ledger: Ledger, before: datetime) -> Pruned:
    """Remove what ended before that instant; again, and it finds nothing."""
    with ledger.read() as session:
        lives = [plan_run.recall(session, one.code).run for one in plans.all_plans(session)]
    kept = {one for one in lives if one is not None}
    return Pruned(await _runs(client, before, kept), await _artifacts(client, before))


async def _runs(client: PrefectClient, before: datetime, kept: Collection[UUID]) -> int:
    gone = passed = 0
    ended = FlowRunFilter(
        end_time=FlowRunFilterEndTime(before_=DateTime.fromisoformat(before.isoformat())),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=ENDED)),
    )
    while gone < MOST:
        found = await client.read_flow_runs(
            flow_run_filter=ended, sort=FlowRunSort.START_TIME_ASC, limit=PAGE, offset=passed
        )
        for run in found:
            if run.id in kept:
                passed += 1
            else:
                gone += await _gone(client.delete_flow_run, run.id)
        if len(found) < PAGE:
            break
    return gone


async def _artifacts(client: PrefectClient, before: datetime) -> int:
    newest: set[tuple[str, str]] = set()
    gone = 0
    async for one in _newest_first(client):
        page = (one.key or str(one.id), one.type or "")
        if page in newest and one.created is not None and one.created < before and gone < MOST:
            gone += await _gone(client.delete_artifact, one.id)
        newest.add(page)
    return gone


async def _newest_first(client: PrefectClient) -> AsyncIterator[Artifact]:
    """All of them were read before the first goes: pages that shrink would hide some."""
    found: list[Artifact] = []
    while some := await _page(client, len(found)):
        found += some
    for one in found:
        yield one


async def _page(client: PrefectClient, offset: int) -> list[Artifact]:
    return await client.read_artifacts(sort=ArtifactSort.CREATED_DESC, limit=PAGE, offset=offset)


async def _gone(delete: Any, number: UUID) -> int:
    try:
        await delete(number)
    except ObjectNotFound:
        return 0  # somebody else was quicker
    return 1
