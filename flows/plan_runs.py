"""Starts a plan's run under the plan's own deployment, and ends the runs whose machine has died."""

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

from flows.deployments import AUDIT, BACKUP, FORM_TAGS, OPS_TAGS, PRUNE, SWEEP
from models.database import clock
from models.database.ledger import Ledger
from settings import traces
from tasks.board.board_labels import tag
from tasks.turn_lock import at_work, turn_of

SOON = timedelta(minutes=1)
BEGINS = timedelta(minutes=4)
"""So long after Prefect calls a run pending or running its process may need to take the plan's turn."""
LATE = timedelta(minutes=10)
"""So long after its hour a run that no worker takes is waited for: two sweeps."""
LOST = "Mất kết nối"
SWEEP_TURN = "sweep"
"""The turn in the ledger that a sweep takes."""
AUDIT_TURN = "audit"
BACKUP_TURN, PRUNE_TURN = "backup", "prune"
"""The turn that the nightly check takes."""
FORM_TAKES = timedelta(minutes=30)
"""Longer than any form takes, from its worker's word to its end: one transaction and one page."""
_BEGUN = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_TURNS = {SWEEP: SWEEP_TURN, AUDIT: AUDIT_TURN, BACKUP: BACKUP_TURN, PRUNE: PRUNE_TURN}
_NOT_BEGUN = "máy dừng trước khi biểu mẫu bắt đầu: chưa làm gì; gửi lại biểu mẫu"
_CUT_SHORT = (
    "máy dừng giữa chừng: biểu mẫu đã làm trọn hoặc chưa làm gì, hệ thống có ghi; "
    "xem nhật ký của kế hoạch, chưa thấy thì gửi lại biểu mẫu"
)


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
    lost = await begun(client, deployment.id)
    if any(age(run) < BEGINS for run in lost) or await _waiting(client, deployment.id):
        return None
    await bury(client, deployment, lost)
    run = await client.create_flow_run_from_deployment(
        deployment.id, parameters=parameters or None, labels=traces.handed_on()
    )
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
        told = "không còn giữ lượt trong cơ sở dữ liệu: đã mất; lượt sau làm tiếp"
        state = State[Any](type=StateType.CRASHED, name=LOST, message=told)
        await client.set_flow_run_state(run.id, state, force=True)
    limit = (await client.read_deployment(deployment.id)).global_concurrency_limit
    if limit is not None and limit.active_slots and not await begun(client, deployment.id):
        # A run that was deleted, or a server that was killed in between, keeps its place for ever.
        await client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


async def end_lost_runs(client: PrefectClient, ledger: Ledger) -> None:
    """What Prefect has long called running and nobody works at is lost. Scheduled runs are left."""
    await _end_forms(client)
    there = await client.read_deployments(deployment_filter=tagged(OPS_TAGS))
    runs = await _runs(client, [one.id for one in there], _BEGUN) if there else []
    for deployment in there:
        underway = [run for run in runs if run.deployment_id == deployment.id]
        lost = [run for run in underway if age(run) >= BEGINS and not _held(ledger, deployment, run)]
        if lost or (not underway and _place_taken(deployment)):
            await bury(client, deployment, lost)


def _place_taken(deployment: DeploymentResponse) -> bool:
    limit = deployment.global_concurrency_limit
    return limit is not None and bool(limit.active_slots)


async def _end_forms(client: PrefectClient) -> None:
    """A form holds no turn; only its age tells. One that lives after all has the last word by its own end."""
    begun = FlowRunFilterStateType(any_=_BEGUN)
    runs = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=begun)),
        deployment_filter=tagged(FORM_TAGS),
    )
    for run in runs:
        if age(run) >= FORM_TAKES:
            told = _NOT_BEGUN if run.start_time is None else _CUT_SHORT
            state = State[Any](type=StateType.CRASHED, name=LOST, message=told)
            await client.set_flow_run_state(run.id, state, force=True)


def _held(ledger: Ledger, deployment: DeploymentResponse, run: FlowRun) -> bool:
    """Whether somebody has the turn that such a run takes."""
    own = _TURNS.get(deployment.entrypoint or "", turn_of(str(run.parameters.get("plan"))))
    with ledger.read() as session:
        return at_work(session, own)


def tagged(tags: tuple[str, ...]) -> DeploymentFilter:
    """Deployments that carry all of them."""
    return DeploymentFilter(tags=DeploymentFilterTags(all_=list(tags)))


def age(run: FlowRun) -> timedelta:
    """How long it has been in its state."""
    return _since(run.state.timestamp) if run.state else BEGINS


def _since(moment: datetime) -> timedelta:
    return clock.machine() - moment


async def begun(client: PrefectClient, deployment: UUID) -> list[FlowRun]:
    """Runs that Prefect says a process is at."""
    return await _runs(client, [deployment], _BEGUN)


async def _waiting(client: PrefectClient, deployment: UUID) -> list[FlowRun]:
    """Due and waiting for a worker: another one would only be cancelled."""
    soon = FlowRunFilterExpectedStartTime(before_=clock.machine() + SOON)
    return await _runs(client, [deployment], [StateType.SCHEDULED], soon)


async def _runs(
    client: PrefectClient,
    deployments: list[UUID],
    kinds: list[StateType],
    start: FlowRunFilterExpectedStartTime | None = None,
) -> list[FlowRun]:
    wanted = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=deployments),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=kinds)),
        expected_start_time=start,
    )
    return await client.read_flow_runs(flow_run_filter=wanted, limit=200)
