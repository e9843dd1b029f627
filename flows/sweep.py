"""Every few minutes: which plans have something due, or news to show? Those are run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prefect import flow, runtime
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.client.schemas.responses import DeploymentResponse

from cascade import words
from cascade.instants import day_of, local
from flows import lists, starting
from flows import plan as plan_flow
from models import clock, obligations, plans, settings
from models.ledger import Session
from models.records import PlanRecord, PlanState
from tasks import door
from tasks.publish import behind
from tasks.steps import finished
from tasks.vocabulary import tag

SWEEP = "Quét việc đến hạn"
SWEPT = "memo:swept"
"""When a sweep last finished, by the machine's clock: whoever watches over silence looks here."""


def run_name() -> str:
    """Quét 07:45 · 22/11/2026"""
    now = local(clock.machine())
    return f"Quét {now:%H:%M} · {words.day(day_of(now))}"


@flow(name=SWEEP, flow_run_name=run_name)
async def sweep() -> State[None]:
    """Xem kế hoạch nào có việc đến hạn hoặc vừa thay đổi, rồi cho chạy lượt của kế hoạch đó."""
    with door.ledger().read() as session:
        due, stale = due_plans(session), lists.stale(session)
    if stale and runtime.deployment.id:
        await _renew_forms()
    started = await _run(due) if due else 0
    with door.ledger().begin() as session:
        settings.put(session, SWEPT, {"at": clock.machine().isoformat()})
    told = f"{len(due)} kế hoạch có việc, {started} lượt bắt đầu" if due else "không có việc đến hạn"
    return finished(told)


def due_plans(session: Session) -> list[PlanRecord]:
    """Running plans with a rung that has come due, or with something to show."""
    now = clock.now(session)
    steps = {step.plan_id for step in obligations.due_steps(session, now)}
    return [record for record in plans.all_plans(session) if _due(session, record, steps)]


def _due(session: Session, record: PlanRecord, steps: set[int]) -> bool:
    if record.state is PlanState.CLOSED:
        # One more look after the closing, so that the board sees the end.
        return behind(session, record, clock.now(session))
    return record.id in steps or behind(session, record, clock.now(session))


async def _renew_forms() -> None:
    """A plan was issued or closed, or a file copied to its folder: the forms offer what there is now."""
    from flows import posting  # it posts us too

    async with get_client() as client:
        if (pool := await starting.own_pool(client)) is not None:
            await posting.post_forms(client, door.ledger(), pool)


async def _run(due: Sequence[PlanRecord]) -> int:
    async with get_client() as client:
        posted = await starting.deployments(client)
        return sum([await _start(client, posted, record) for record in due])


async def _start(client: PrefectClient, posted: Mapping[str, DeploymentResponse], record: PlanRecord) -> bool:
    deployment = posted.get(tag(record.code)) or await _post(client, record)
    if deployment is None:
        await plan_flow.cascade_plan(record.code)  # there is no worker to give it to: the work is done here
        return True
    return await starting.start(client, deployment) is not None


async def _post(client: PrefectClient, record: PlanRecord) -> DeploymentResponse | None:
    """Issued where no server was known: it gets its deployment now, beside ours."""
    from flows import posting  # it posts us too

    pool = await starting.own_pool(client)
    if pool is None:
        return None
    done = await posting.post_plan(door.ledger(), record, pool=pool)
    return await client.read_deployment_by_name(done.name)
