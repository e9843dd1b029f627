"""What `dondoc deploy` puts there, run by a real worker in processes of its own, as it runs in an office."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound

from cli.serving import processes
from flows import deployments, register
from flows.forms import form_models
from flows.sweep import SWEEP
from models.database import stored_settings
from models.stats.ledger_figures import SWEPT
from tasks.board import plan_run
from tests.flows.conftest import Office, until
from tests.trace_collector import Collector, collecting

HOUSE = Path(__file__).resolve().parents[3]
PATIENCE = 200
"""Seconds a process may take until it has done what it was started for; the machine may be busy."""


@dataclass
class Post:
    """A worker, and the pool it looks into."""

    pool: str
    child: processes.Child


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture
def worker(office: Office, prefect_server: str, tmp_path: Path, collector: Collector) -> Iterator[Post]:
    """The role that systemd and `dondoc up` start, with a pool that no other test uses."""
    pool = f"thu-{uuid.uuid4().hex[:8]}"
    environment = {
        **os.environ,
        "DONDOC_HOME": str(tmp_path),
        "PREFECT_API_URL": prefect_server,
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "DONDOC_TRACES": collector.url,
    }
    told = ["cli.serving", "worker", "--pool", pool]
    child = processes.start("worker", told, environment, tmp_path / "logs")
    yield Post(pool, child)
    processes.stop([child])


async def by_path(pool: str) -> UUID:
    """The sweep, deployed by file and folder, as deploy/prefect.yaml does for whoever prefers that."""
    step = {"prefect.deployments.steps.set_working_directory": {"directory": str(HOUSE)}}
    async with get_client() as client:
        return await client.create_deployment(
            flow_id=await client.create_flow_from_name(SWEEP),
            name=f"theo đường dẫn {pool}",
            entrypoint="flows/sweep.py:sweep",
            pull_steps=[step],
            work_pool_name=pool,
        )


async def started(deployment: UUID, **parameters: object) -> FlowRun:
    async with get_client() as client:
        return await client.create_flow_run_from_deployment(deployment, parameters=parameters or None)


async def ended(run: UUID) -> FlowRun:
    async def ask() -> FlowRun:
        async with get_client() as client:
            return await client.read_flow_run(run)

    return await until(ask, lambda one: one.state is not None and one.state.is_final(), PATIENCE)


async def first_of(plan: str) -> FlowRun:
    """The run that the sweep has started under the deployment of that name."""

    async def ask() -> list[FlowRun]:
        async with get_client() as client:
            try:
                deployment = await client.read_deployment_by_name(plan)
            except ObjectNotFound:
                return []
            chosen = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment.id]))
            found = await client.read_flow_runs(flow_run_filter=chosen, limit=50)
        return [run for run in found if not run.auto_scheduled]

    # What a form does lets the plan advance once more; the sweep was first.
    found = await until(ask, bool, PATIENCE)
    return await ended(min(found, key=lambda run: str(run.created)).id)


async def artifacts_of(code: str) -> dict[str, UUID]:
    """Suffix of the key -> the run under which the UI shows it."""
    found = {}
    async with get_client() as client:
        for name in ("tong-hop", "tien-do", "lich", "so-do", "thong-bao", "phat-hien", "ty-le"):
            key = {"key": f"{code}-{name}"}
            answer = await client.request("GET", "/artifacts/{key}/latest", path_params=key)
            found[name] = UUID(answer.json()["flow_run_id"])
    return found


@pytest.mark.timeout(400)
async def test_a_worker_sweeps_advances_the_plan_and_does_what_a_form_asks(
    office: Office, worker: Post, collector: Collector
) -> None:
    row = next(row for row in office.rows() if row.key == "D5")
    await register.post_everything(office.ledger, pool=worker.pool)
    plan = deployments.of_plan(office.plan).full_name
    async with get_client() as client:
        # As if it had been issued at a desk that knows of no server: the sweep finds it, and posts it first.
        await client.delete_deployment((await client.read_deployment_by_name(plan)).id)
        form = await client.read_deployment_by_name("Gia hạn/4 · Gia hạn")
    asked = form_models.Extend(
        who="Nguyễn Thị Bình",
        plan=office.code,
        unit=row.unit,
        duty="D5",
        until="2022-09-30",
        why="mưa lũ",
        dry_run=False,
    )
    sweep = await started(await by_path(worker.pool))
    extension = await started(form.id, form=asked.model_dump(mode="json"))

    swept, granted, advanced = await ended(sweep.id), await ended(extension.id), await first_of(plan)
    told = worker.child.last_words()
    assert {one.state_type for one in (swept, granted, advanced)} == {StateType.COMPLETED}, told
    with office.ledger.read() as session:
        assert stored_settings.get(session, SWEPT)
        life = plan_run.recall(session, office.code).run
    (after,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert after.extended_until is not None
    assert advanced.name == "Đảng ủy Khối các cơ quan tỉnh · quán triệt NQ 15 · 20/7/2022"
    assert advanced.infrastructure_pid
    assert advanced.infrastructure_pid.rpartition(":")[2] != str(os.getpid())
    assert office.notices().get(("issued", "sent"))
    assert set((await artifacts_of(office.code)).values()) == {life}
    # Each in a process of its own, one trace: whichever was first (a sweep by its hour, too) handed it on.
    run = str(advanced.id)
    below = collector.until(lambda one: (one.name, one.facts["dondoc.run"]) == ("advance", run))
    above = collector.until(lambda one: one.id == below.above)
    assert (above.name in {"sweep", "form extend"}, above.facts["dondoc.run"] != run) == (True, True)
    assert above.trace == below.trace
