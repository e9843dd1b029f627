"""Starts a plan's run where it belongs: under the plan's own deployment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse

from models import clock
from tasks.vocabulary import tag

SOON = timedelta(minutes=1)


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
    """A run of the plan's deployment as soon as a worker is free; None where one is already on its way."""
    if await _on_its_way(client, deployment.id):
        return None
    run = await client.create_flow_run_from_deployment(deployment.id, parameters=parameters or None)
    return run.id


async def _on_its_way(client: PrefectClient, deployment: UUID) -> bool:
    """Running, about to, or due and waiting for a worker: another one would only be cancelled."""
    soon = FlowRunFilterExpectedStartTime(before_=clock.machine() + SOON)
    for kinds, start in (([StateType.PENDING, StateType.RUNNING], None), ([StateType.SCHEDULED], soon)):
        wanted = FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=kinds)),
            expected_start_time=start,
        )
        if await client.read_flow_runs(flow_run_filter=wanted, limit=1):
            return True
    return False
