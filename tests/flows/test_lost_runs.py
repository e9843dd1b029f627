"""Runs that no plan stands behind, when their machine lost power: forms, the audit, a run by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.states import Cancelling, Pending, Running

from flows import deployments, plan_runs, register
from flows.sweep import sweep
from models.database import clock, leases
from tests.flows.conftest import Office
from tests.flows.test_liveness import LATER, begun

pytestmark = pytest.mark.usefixtures("prefect_server")
BEGUN: list[list[State[None]]] = [[Pending()], [Pending(), Running()], [Pending(), Running(), Cancelling()]]
LONG_AFTER = plan_runs.FORM_TAKES + timedelta(minutes=1)


async def of(client: PrefectClient, entrypoint: str) -> DeploymentResponse:
    (own,) = [one for one in deployments.standing() if one.entrypoint == entrypoint]
    return await client.read_deployment_by_name(own.full_name)


async def read(client: PrefectClient, runs: list[FlowRun]) -> list[FlowRun]:
    return [await client.read_flow_run(run.id) for run in runs]


@pytest.mark.parametrize("by", ["sweep", "start"])
async def test_a_form_that_was_cut_off_is_ended_and_says_what_to_do(office: Office, by: str) -> None:
    await register.post_everything(office.ledger)
    async with get_client() as client:
        form = await of(client, "flows.board.extend")
        lost = [await begun(client, form, *states) for states in BEGUN]
        waiting = await begun(client, form)
        before = await read(client, lost)
        await _come_by(office, by, LATER)
        assert [run.state_type for run in await read(client, lost)] == [run.state_type for run in before]
        await _come_by(office, by, LONG_AFTER)
        after = await read(client, lost)
        assert {(run.state_type, run.state_name) for run in after} == {(StateType.CRASHED, plan_runs.LOST)}
        told = [run.state.message or "" for run in after if run.state]
        assert "chưa làm gì; gửi lại" in told[0]
        assert all("hệ thống có ghi" in one and "chưa thấy thì gửi lại" in one for one in told[1:])
        assert (await client.read_flow_run(waiting.id)).state_type is StateType.SCHEDULED
        await client.delete_flow_run(waiting.id)


async def _come_by(office: Office, by: str, later: timedelta) -> None:
    with time_machine.travel(clock.machine() + later, tick=True):
        if by == "start":
            await register.post_everything(office.ledger)
        else:
            state = await sweep(return_state=True)
            assert state.is_completed(), state.message


async def test_a_lost_audit_does_not_keep_the_next_night_from_its_place(office: Office) -> None:
    await register.post_everything(office.ledger)
    async with get_client() as client:
        nightly = await of(client, deployments.AUDIT)
        lost = await begun(client, nightly, Pending(), Running())
        with office.ledger.begin() as session:
            assert leases.take(
                session,
                plan_runs.AUDIT_TURN,
                "elsewhere/1/x",
                clock.machine(),
                int(2 * LATER.total_seconds()),
            )
        await _come_by(office, "sweep", LATER)
        assert (await client.read_flow_run(lost.id)).state_type is StateType.RUNNING
        await _come_by(office, "sweep", 3 * LATER)
        assert (await client.read_flow_run(lost.id)).state_name == plan_runs.LOST
        limit = (await client.read_deployment(nightly.id)).global_concurrency_limit
        assert limit is not None
        assert limit.active_slots == 0


async def test_a_run_by_hand_lives_as_long_as_its_plan_has_the_turn(office: Office) -> None:
    await register.post_everything(office.ledger)
    (own,) = [one for one in deployments.standing() if one.name == "Theo mã kế hoạch"]
    async with get_client() as client:
        by_hand = await client.read_deployment_by_name(own.full_name)
        runs = [
            await client.create_flow_run_from_deployment(by_hand.id, parameters={"plan": plan})
            for plan in (office.code, "không còn")
        ]
        for run in runs:
            await client.set_flow_run_state(run.id, Running())
        with office.ledger.begin() as session:
            owner, far = "elsewhere/1/x", int(2 * LATER.total_seconds())
            assert leases.take(session, f"plan:{office.code}", owner, clock.machine(), far)
        await _come_by(office, "start", LATER)
        assert [run.state_name for run in await read(client, runs)] == ["Running", plan_runs.LOST]
