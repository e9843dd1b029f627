"""The two automations, on a server of their own with seconds for minutes: ops wake, the dead are named."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings

from cli.serving import processes, server
from flows import automations, deployments, plan_runs, register
from flows.sweep import sweep
from notifications.fakes.mail import MailSink
from settings.prefect_defaults import PULSE
from tests.flows.conftest import Office, until

WAIT = 120
"""Seconds; what is expected comes much sooner unless the machine is busy."""
SOON = timedelta(seconds=15)


def test_a_run_is_taken_for_dead_after_three_beats_it_did_not_make() -> None:
    assert timedelta(seconds=int(PULSE["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"])) * 3 <= automations.BEATS


@pytest.fixture(scope="module")
def mail() -> Iterator[MailSink]:
    with MailSink(web_port=None) as sink:
        yield sink


@pytest.fixture(scope="module")
def house(mail: MailSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a server that can reach ops; ours is wherever PREFECT_API_URL says meanwhile."""
    home, port = tmp_path_factory.mktemp("watched"), processes.free_port()
    api = server.address(port)
    with pytest.MonkeyPatch.context() as environment:
        ops = f"dpmail://127.0.0.1:{mail.port}/ops@example.vn?from=may@example.vn&mode=insecure"
        environment.setenv("DONDOC_OPS_URL", ops)
        environment.setenv("PREFECT_API_URL", api)
        child = server.start(home, port)
        try:
            server.wait_until_healthy(child, api, WAIT)
            with temporary_settings({PREFECT_API_URL: api}):
                yield home
        finally:
            processes.stop([child])


def start_worker(home: Path) -> processes.Child:
    environment = {**os.environ, **PULSE, "DONDOC_HOME": str(home), "PREFECT_WORKER_QUERY_SECONDS": "1"}
    return processes.start("worker", ["cli.serving", "worker"], environment, home / "logs")


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_ops_are_told_when_no_sweep_has_ever_ended_and_when_no_further_one_does(
    office: Office, house: Path, mail: MailSink
) -> None:
    async def letters() -> int:
        return len(mail.box.letters)

    async with get_client() as client:
        await automations.arrange(client, silence=SOON)
    assert await until(letters, bool, WAIT)
    first = mail.box.letters[0]
    assert first.subject == "dondoc: 15 giây không có lượt quét nào xong"
    assert "ops@example.vn" in first.recipients
    # As long as sweeps end, nobody is woken: three times the silence that has just woken somebody.
    await sweep()
    await sweep()
    said, quiet_until = await letters(), time.monotonic() + 3 * SOON.total_seconds()
    while time.monotonic() < quiet_until:
        await sweep()
    assert await letters() == said
    assert await until(letters, lambda many: many > said, WAIT) > said
    assert len({letter.message_id for letter in mail.box.letters}) == len(mail.box.letters)


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_run_whose_process_and_worker_are_killed_is_called_lost_and_the_next_sweep_carries_on(
    office: Office, house: Path
) -> None:
    await register.post_everything(office.ledger)
    async with get_client() as client:
        await automations.arrange(client, beats=SOON)
        deployment = await client.read_deployment_by_name(deployments.of_plan(office.plan).full_name)
        worker = start_worker(house)
        # Whoever wants to write waits for us: the run is held in the middle of its work.
        with office.ledger.begin():
            run = await plan_runs.start(client, deployment)
            assert run is not None

            async def look() -> FlowRun:
                return await client.read_flow_run(run)

            held = await until(look, lambda one: one.state_type is StateType.RUNNING, WAIT)
            assert held.state_type is StateType.RUNNING, worker.last_words()
            worker.process.kill()
            worker.process.wait()
            assert held.infrastructure_pid
            os.kill(int(held.infrastructure_pid.rpartition(":")[2]), signal.SIGKILL)
        assert await plan_runs.start(client, deployment) is None
        lost = await until(look, lambda one: one.state_name == plan_runs.LOST, WAIT)
        assert (lost.state_type, lost.state_name) == (StateType.CRASHED, plan_runs.LOST)

        worker = start_worker(house)
        try:
            state = await sweep(return_state=True)
            assert state.message == "1 kế hoạch cần chạy, 1 lượt bắt đầu"
            chosen = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment.id]))

            async def others() -> list[FlowRun]:
                found = await client.read_flow_runs(flow_run_filter=chosen, limit=50)
                return [one for one in found if not one.auto_scheduled and one.id != run]

            (after,) = await until(others, lambda found: bool(found and found[0].end_time), WAIT)
        finally:
            processes.stop([worker])
    assert after.state_type is StateType.COMPLETED, after.state
    assert office.notices().get(("issued", "sent"))
