"""Every few minutes: which plans have something due, or news to show? Those are run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from time import monotonic

from prefect import flow, runtime
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.client.schemas.responses import DeploymentResponse

from cascade.calendar import zone
from cascade.calendar.zone import day_of, local
from cascade.org import format
from flows import plan as plan_flow
from flows import plan_runs, register
from flows.forms import form_choices
from models.database import audit_chain, clock, remembered, stored_settings
from models.database.leases import LostLease
from models.database.ledger import Ledger, Session
from models.obligations import obligations
from models.plans import plans
from models.stats.ledger_figures import SWEPT
from models.views.plan_views import PlanRecord, PlanState
from services.auditing import auditor, follow_up, sealed_log
from settings.traces import TraceAct
from tasks import ledger_access
from tasks.board.board_labels import tag
from tasks.isolation import FORMS, SEALING, Apart
from tasks.isolation import SWEEP as SWEEP_STEP
from tasks.steps.base_step import finished, traced
from tasks.steps.publish import behind
from tasks.turn_lock import at_work, turn, turn_of

SWEEP = "Quét việc đến hạn"
MOST_HERE = 3
"""Plans for which no worker comes, done by one sweep itself; a sweep that takes long is itself missed."""


class SweepWay(Enum):
    """What a sweep does for a plan that is due."""

    GIVEN = "given to a worker"
    HERE = "done by the sweep itself"
    UNDERWAY = "somebody is at it, or about to be"


def run_name() -> str:
    """Quét 07:45 · 22/11/2026"""
    now = local(clock.machine())
    return f"Quét {zone.hour(now)} · {format.day(day_of(now))}"


@flow(name=SWEEP, flow_run_name=run_name)
async def sweep() -> State[None]:
    """Xem kế hoạch nào có nhiệm vụ đến hạn hoặc vừa thay đổi, rồi cho chạy lượt của kế hoạch đó."""
    with traced(TraceAct.SWEEP), turn(ledger_access.ledger(), plan_runs.SWEEP_TURN) as ours:
        if not ours:
            return finished("nhường một lượt quét khác đang chạy")
        try:
            return await _sweep()
        except LostLease as lost:
            return finished(f"dừng giữa chừng: {lost.what}")


async def _sweep() -> State[None]:
    apart, ledger, begun = Apart(SWEEP_STEP), ledger_access.ledger(), monotonic()
    with ledger.read() as session:
        settled, due = _settled(session), due_plans(session, apart)
        stale = form_choices.stale(session, apart)
        seen = settled if _ends_are_shown(due, apart) else _seen(session)
    if stale and runtime.deployment.id:
        with apart.plan(FORMS):
            await _renew_forms()
    with apart.plan(FORMS):
        await _end_lost_runs()
    started = await _run(due, apart) if due else 0
    with ledger.begin() as session:
        now = clock.now(session)
        took = round(monotonic() - begun, 3)
        memo = {"at": clock.machine().isoformat(), "seconds": took, "seen": seen}
        stored_settings.put(session, SWEPT, memo)
    with apart.plan(SEALING):
        sealed_log.seal(ledger, now)
    apart.settle(ledger, now)
    await _look_over(ledger, now)
    told = f"{len(due)} kế hoạch cần chạy, {started} lượt bắt đầu" if due else "không có gì đến hạn"
    return finished(f"{told}; {apart}" if apart.failed else told)


async def _look_over(ledger: Ledger, now: datetime) -> None:
    """What can be seen at once is told at once; whoever watches from outside hears that all is well."""
    with ledger.read() as session:
        found, before = auditor.quick(session, now), follow_up.standing(session)
    if found or before:
        with ledger.begin() as session:
            follow_up.tell_at_once(session, follow_up.mend(session, found, now), now)
    with ledger.read() as session:
        watch = follow_up.beat(session)
    if watch:
        await asyncio.to_thread(follow_up.call, watch)


def due_plans(session: Session, apart: Apart | None = None) -> list[PlanRecord]:
    """Plans with a rung that has come due, or with something to show.

    Of those that are over, only what was touched since all had been shown: years of them cost nothing.
    """
    apart, now, found = apart or Apart(SWEEP_STEP), clock.now(session), []
    steps = obligations.due_plans(session, now)
    some = [*plans.running(session), *plans.closed_and_touched(session, _seen(session), now)]
    remembered.begin(session)
    for record in sorted(some, key=lambda one: (one.issued_at, one.id), reverse=True):
        with apart.plan(record.code, session):
            if _due(session, record, steps, now):
                found.append(record)
    return found


def _seen(session: Session) -> int:
    """Up to which act of the log the end of every plan has been shown."""
    memo = stored_settings.get(session, SWEPT) or {}
    return int(memo.get("seen", 0))


def _settled(session: Session) -> int:
    """Acts up to this one are all written: none of them is still in somebody's hands."""
    return audit_chain.end(session).settled


def _ends_are_shown(due: Sequence[PlanRecord], apart: Apart) -> bool:
    return not apart.failed and all(one.state is PlanState.RUNNING for one in due)


def _due(session: Session, record: PlanRecord, steps: set[int], now: datetime) -> bool:
    # Of a closed plan one more look, so that the board sees the end.
    return record.id in steps or behind(session, record, now)


async def _renew_forms() -> None:
    """A plan was issued or closed, or a file copied to its folder: the forms offer what there is now."""
    async with get_client() as client:
        if (pool := await plan_runs.own_pool(client)) is not None:
            await register.post_forms(client, ledger_access.ledger(), pool)


async def _end_lost_runs() -> None:
    async with get_client() as client:
        await plan_runs.end_lost_runs(client, ledger_access.ledger())


async def _run(due: Sequence[PlanRecord], apart: Apart) -> int:
    """How many were started. What goes wrong with one plan does not keep the next one waiting."""
    started = here = 0
    async with get_client() as client:
        posted = await plan_runs.deployments(client)
        for record in due:
            with apart.plan(record.code):
                way = await _start(client, posted, record, here < MOST_HERE)
                here += way is SweepWay.HERE
                started += way is not SweepWay.UNDERWAY
                if way is SweepWay.HERE:
                    await _here(record, apart)
            if record.code in apart.failed:
                await plan_runs.refuse_silence(client)
    return started


async def _start(
    client: PrefectClient, posted: Mapping[str, DeploymentResponse], record: PlanRecord, may_here: bool
) -> SweepWay:
    deployment = posted.get(tag(record.code)) or await _post(client, record)
    if deployment is None:
        return SweepWay.HERE  # there is no worker to give it to: the work is done here
    with ledger_access.ledger().read() as session:
        if at_work(session, turn_of(record.code)):
            return SweepWay.UNDERWAY
    if await plan_runs.start(client, deployment) is not None:
        return SweepWay.GIVEN
    late = may_here and await plan_runs.unattended(client, deployment)
    return SweepWay.HERE if late else SweepWay.UNDERWAY


async def _here(record: PlanRecord, apart: Apart) -> None:
    state = await plan_flow.cascade_plan(record.code, return_state=True)
    if not state.is_completed():
        apart.fail(record.code, state.message)


async def _post(client: PrefectClient, record: PlanRecord) -> DeploymentResponse | None:
    """Issued where no server was known: it gets its deployment now, beside ours."""
    pool = await plan_runs.own_pool(client)
    if pool is None:
        return None
    done = await register.post_plan(ledger_access.ledger(), record, pool=pool)
    return await client.read_deployment_by_name(done.name)
