"""Starts a plan's run where it belongs: under the plan's own deployment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import DeploymentResponse

from models.database import clock
from tasks.board.board_labels import tag

SOON = timedelta(minutes=1)
BEGINS = timedelta(minutes=4)
"""So long after Prefect calls a run pending or running its process may need to take the plan's turn."""
LATE = timedelta(minutes=10)
"""So long after its hour a run that no worker takes is waited for: two sweeps."""
LOST = "Mất kết nối"
SWEEP_TURN = "sweep"
"""The turn in the ledger that a sweep takes."""


async def deployments(client: PrefectClient) -> dict[str, DeploymentResponse]:
    """Tag of the plan -> its deployment, for every plan that has one."""
    found: list[DeploymentResponse] = []
    while len(page := await _page(client, len(found))) > 0:
        found += page
    return {name: one for one in found for name in one.tags if name.startswith(tag(""))}


async def own_pool(client: PrefectClient) -> str | None:
    """The pool of the worker that runs us; None where nobody does: a test, a demo, a person at a keyboard."""
    ours = runtime.deployment.id
    return (await client.read_deployment(ours)).work_pool_name if ours else None


async def _page(client: PrefectClient, offset: int) -> list[DeploymentResponse]:
    tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=["kế hoạch"]))
    return await client.read_deployments(deployment_filter=tagged, limit=200, offset=offset)


async def start(client: PrefectClient, deployment: DeploymentResponse, **parameters: Any) -> UUID | None:
    """A run of the plan's deployment as soon as a worker is free; None where one is already on its way.

    Whoever asks has looked into the ledger: nobody has the plan's turn. What Prefect still calls running then
    has died, or is only just beginning; it takes no notice of a machine that lost its power.
    """
    lost = await _begun(client, deployment.id)
    if any(_age(run) < BEGINS for run in lost) or await _waiting(client, deployment.id):
        return None
    await bury(client, deployment, lost)
    run = await client.create_flow_run_from_deployment(deployment.id, parameters=parameters or None)
    return run.id


async def refuse_silence(client: PrefectClient) -> None:
    """After something has gone wrong: that the server is gone is no one plan's fault, and is raised."""
    if (gone := await client.api_healthcheck()) is not None:
        raise gone


async def unattended(client: PrefectClient, deployment: DeploymentResponse) -> bool:
    """Whether a run has been waiting for a worker for too long: nobody looks into its queue."""
    waiting = await _waiting(client, deployment.id)
    return any(run.expected_start_time and _since(run.expected_start_time) > LATE for run in waiting)


async def bury(client: PrefectClient, deployment: DeploymentResponse, lost: Sequence[FlowRun]) -> None:
    """Say of runs that they have died, so that the place they held among the running ones is free."""
    for run in lost:
        told = "không còn giữ lượt trong sổ: đã mất; lượt sau làm tiếp"
        state = State[Any](type=StateType.CRASHED, name=LOST, message=told)
        await client.set_flow_run_state(run.id, state, force=True)
    limit = (await client.read_deployment(deployment.id)).global_concurrency_limit
    if limit is not None and limit.active_slots and not await _begun(client, deployment.id):
        # A run that was deleted, or a server that was killed in between, keeps its place for ever.
        await client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


async def raise_the_dead(client: PrefectClient, deployment: DeploymentResponse) -> None:
    """Where nobody has the turn, what Prefect has long called running has died, and shall stop nothing."""
    await bury(
        client, deployment, [run for run in await _begun(client, deployment.id) if _age(run) >= BEGINS]
    )


def _age(run: FlowRun) -> timedelta:
    return _since(run.state.timestamp) if run.state else BEGINS


def _since(moment: datetime) -> timedelta:
    return clock.machine() - moment


async def _begun(client: PrefectClient, deployment: UUID) -> list[FlowRun]:
    return await _runs(client, deployment, [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])


async def _waiting(client: PrefectClient, deployment: UUID) -> list[FlowRun]:
    """Due and waiting for a worker: another one would only be cancelled."""
    soon = FlowRunFilterExpectedStartTime(before_=clock.machine() + SOON)
    return await _runs(client, deployment, [StateType.SCHEDULED], soon)


async def _runs(
    client: PrefectClient,
    deployment: UUID,
    kinds: list[StateType],
    start: FlowRunFilterExpectedStartTime | None = None,
) -> list[FlowRun]:
    wanted = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=kinds)),
        expected_start_time=start,
    )
    return await client.read_flow_runs(flow_run_filter=wanted, limit=50)
