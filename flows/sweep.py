"""Every few minutes: which plans have something due, or news to show? Those are run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prefect import flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.client.schemas.responses import DeploymentResponse

from flows import plan as plan_flow
from flows import starting
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


@flow(name=SWEEP)
async def sweep() -> State[None]:
    """Xem kế hoạch nào có việc đến hạn hoặc vừa thay đổi, rồi cho chạy lượt của kế hoạch đó."""
    with door.ledger().read() as session:
        due = due_plans(session)
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


async def _run(due: Sequence[PlanRecord]) -> int:
    async with get_client() as client:
        posted = await starting.deployments(client)
        return sum([await _start(client, posted, record) for record in due])


async def _start(client: PrefectClient, posted: Mapping[str, DeploymentResponse], record: PlanRecord) -> bool:
    deployment = posted.get(tag(record.code))
    if deployment is None:
        # Issued a moment ago, and nobody has deployed it: do the work here and now.
        await plan_flow.cascade_plan(record.code)
        return True
    return await starting.start(client, deployment) is not None
