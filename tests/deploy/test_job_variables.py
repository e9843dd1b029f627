"""A run asks for a shell, a folder and an environment of its own, on a real server with a real worker."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import PrefectHTTPStatusError

from cli.serving import processes
from flows import register
from models.database.ledger import Ledger
from tests.flows.conftest import until

PATIENCE = 100
SECRETS = {
    "DONDOC_MAIL_URL": "dpmail://ai:khoa-thu@127.0.0.1:1?from=a@example.vn",
    "DONDOC_SECRET": "Vq3nTz8Lr1XcYw6Kp0JdHs5Mf9BgUa2ReNo7iCtEx4k",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def ledger(home: Path) -> Iterator[Ledger]:
    url = f"sqlite:///{home / 'so.sqlite3'}"
    made = Ledger(url)
    made.upgrade()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DONDOC_DATABASE_URL", url)
        yield made
    made.dispose()


@pytest.fixture(scope="module")
def worker(ledger: Ledger, prefect_server: str, home: Path) -> Iterator[str]:
    """The worker of an office, told more than it should know; the name of its pool."""
    pool = f"thu-{uuid.uuid4().hex[:8]}"
    more = {"DONDOC_HOME": str(home), "PREFECT_WORKER_QUERY_SECONDS": "1"}
    environment = {**os.environ, **SECRETS, **more, "PREFECT_API_URL": prefect_server}
    told = ["cli.serving", "worker", "--pool", pool]
    child = processes.start("worker", told, environment, home / "logs")
    yield pool
    processes.stop([child])


def wishes(proof: Path) -> dict[str, Any]:
    return {
        "command": f"sh -c 'env > {proof}'",
        "working_dir": str(proof.parent),
        "env": {"PYTHONINSPECT": "1", "PYTHONPATH": str(proof.parent)},
    }


async def ended(run: FlowRun) -> FlowRun:
    async def ask() -> FlowRun:
        async with get_client() as client:
            return await client.read_flow_run(run.id)

    return await until(ask, lambda one: one.state is not None and one.state.is_final(), PATIENCE)


async def run_alone(body: dict[str, Any]) -> FlowRun:
    """A run of a deployment that lets one in at a time: asked for again while one of its schedule is in."""

    async def ask() -> FlowRun:
        async with get_client() as client:
            answer = await client.request("POST", "/flow_runs/", json=body)
        return await ended(FlowRun.model_validate(answer.json()))

    return await until(ask, lambda one: one.state_type is not StateType.CANCELLED, PATIENCE)


async def sweep_of(ledger: Ledger, pool: str) -> Any:
    await register.post_everything(ledger, pool=pool)
    async with get_client() as client:
        return (await client.read_deployment_by_name("Quét việc đến hạn/Mỗi 5 phút")).id


@pytest.mark.timeout(400)
async def test_a_run_cannot_choose_what_is_run(ledger: Ledger, worker: str, tmp_path: Path) -> None:
    deployment, proof = await sweep_of(ledger, worker), tmp_path / "proof"
    async with get_client() as client:
        with pytest.raises(PrefectHTTPStatusError, match="422"):
            await client.create_flow_run_from_deployment(deployment, job_variables=wishes(proof))
        sweep = await client.read_deployment(deployment)
        # Past the deployment's own route the server looks at nothing; the worker does.
        body = {
            "flow_id": str(sweep.flow_id),
            "deployment_id": str(deployment),
            "work_pool_name": worker,
            "work_queue_name": sweep.work_queue_name,
            "job_variables": wishes(proof),
            "state": {"type": "SCHEDULED"},
        }
    assert (await run_alone(body)).state_type is StateType.COMPLETED
    assert not proof.exists()


@pytest.mark.timeout(400)
async def test_a_deployment_cannot_choose_it_either_and_the_next_deploy_takes_the_wish_away(
    ledger: Ledger, worker: str, tmp_path: Path
) -> None:
    deployment, proof = await sweep_of(ledger, worker), tmp_path / "proof"
    async with get_client() as client:
        await client.update_deployment(deployment, DeploymentUpdate(job_variables=wishes(proof)))
        sweep = await client.read_deployment(deployment)
        body = {
            "flow_id": str(sweep.flow_id),
            "deployment_id": str(deployment),
            "work_pool_name": worker,
            "work_queue_name": sweep.work_queue_name,
            "state": {"type": "SCHEDULED"},
        }
    assert (await run_alone(body)).state_type is StateType.COMPLETED
    await sweep_of(ledger, worker)
    async with get_client() as client:
        assert (await client.read_deployment(deployment)).job_variables == {}
    assert not proof.exists()


@pytest.mark.timeout(400)
async def test_a_pool_that_was_made_open_is_closed_by_the_next_deploy(
    ledger: Ledger, prefect_server: str
) -> None:
    pool = f"cu-{uuid.uuid4().hex[:8]}"
    async with get_client() as client:
        await client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
        await register.post_everything(ledger, pool=pool)
        assert (await client.read_work_pool(pool)).base_job_template == {
            "job_configuration": {"stream_output": True},
            "variables": {"type": "object", "properties": {}, "additionalProperties": False},
        }


@pytest.mark.timeout(400)
async def test_a_worker_makes_a_closed_pool_and_knows_no_key(
    worker: str, home: Path, prefect_server: str
) -> None:
    async def ask() -> list[Any]:
        async with get_client() as client:
            return [one for one in await client.read_work_pools() if one.name == worker]

    (pool,) = await until(ask, bool, PATIENCE)
    assert pool.base_job_template["variables"]["properties"] == {}
    assert pool.base_job_template["job_configuration"] == {"stream_output": True}
    for process in processes_of(home):
        assert "khoa-thu" not in process
        assert "DONDOC_SECRET" not in process
        assert "PREFECT_SERVER_API_AUTH_STRING" not in process


def processes_of(home: Path) -> list[str]:
    """The environment of every process that lives in that home, as the kernel has it."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            told = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if process.name != str(os.getpid()) and f"DONDOC_HOME={home}\0" in told:
            found.append(told)
    assert found
    return found
