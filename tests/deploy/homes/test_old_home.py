"""A home of an earlier Prefect opens under this one: what it knows stays, and a plan half way goes on.

What is opened was lived in by record_home.py beside this file; nothing of it was written by hand.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Scheduled

from cascade.calendar.zone import day_of
from cli.serving import processes, server
from cli.serving.environment import role_environment
from models import outbox
from models.database import clock
from models.database.ledger import Ledger
from models.obligations import obligations
from models.org.officers import board_ids
from models.plans import plans
from tests.deploy.test_settings import DEPLOY
from tests.flows.conftest import until

HOMES = sorted(Path(__file__).parent.glob("home-*.tar.xz"))
CODE = "dang-uy-khoi-nq15"
LIFETIME = str(200 * 365 * 86400)
"""Seconds: no server may clear away as too old what was recorded long ago."""
PATIENCE = 200


@dataclass(frozen=True, slots=True)
class OldHome:
    """The home, its server, and what was noted when it was left."""

    home: Path
    api: str
    known: dict[str, Any]
    ledger: Ledger

    def python(self, *words: str, **more: str) -> None:
        """A process of this home, as its services start one."""
        environment = {**role_environment("worker", self.home, self.api), **more}
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    async def carry_out(self, client: PrefectClient, run: UUID) -> FlowRun:
        """As a worker does it."""
        self.python("prefect.engine", PREFECT__FLOW_RUN_ID=str(run))
        return await client.read_flow_run(run)

    def sent(self) -> int:
        """Notices that have left."""
        with self.ledger.read() as session:
            counted = outbox.counts(session)
        return sum(many for (_, state), many in counted.items() if state == "sent")

    def extended(self) -> date | None:
        """The own date of the duty that a form extended."""
        with self.ledger.read() as session:
            plan = plans.record(session, CODE)
            rows = obligations.rows(session, plan.id, now=clock.now(session))
        until = next(row.extended_until for row in rows if row.id == self.known["owed"])
        return day_of(until) if until else None


@pytest.fixture(params=HOMES, ids=lambda file: file.name.removesuffix(".tar.xz"))
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OldHome]:
    """Unpacked, and the server of today started over it."""
    home, port = tmp_path / "home", processes.free_port()
    (home / "prefect").mkdir(parents=True)
    with tarfile.open(request.param) as packed:
        packed.extractall(home, filter="data")
    (home / "prefect.db").rename(home / "prefect" / "prefect.db")
    monkeypatch.setenv("PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD", LIFETIME)
    monkeypatch.setenv("PREFECT_HOME", str(home / "prefect"))
    monkeypatch.setenv("DONDOC_MEMORY_BOX", "home")
    monkeypatch.setenv("DONDOC_PLANS", str(DEPLOY.parent / "examples"))
    monkeypatch.delenv("DONDOC_HOME")
    ledger = Ledger(f"sqlite:///{home / 'dondoc.sqlite3'}")
    api = server.address(port)
    child = server.start(home, port)
    try:
        server.wait_until_healthy(child, api, PATIENCE)
        with temporary_settings({PREFECT_API_URL: api}):
            yield OldHome(home, api, json.loads((home / "known.json").read_text("ascii")), ledger)
    finally:
        processes.stop([child])
        ledger.dispose()


async def bars(client: PrefectClient, life: UUID) -> dict[UUID, tuple[str, str | None]]:
    """The picture of the plan's life: what each bar is called, and its state."""
    rows = await client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[life])))
    return {row.id: (row.name, row.state_name) for row in rows}


@pytest.mark.timeout(900)
async def test_a_home_of_an_earlier_version_opens_and_its_plan_goes_on(old: OldHome) -> None:
    plan, form, life, ahead = (UUID(old.known[name]) for name in ("plan", "form", "life", "ahead"))
    runs = [UUID(run) for run in old.known["runs"]]
    async with get_client() as client:
        for run in runs:
            assert (await client.read_flow_run(run)).state_type is StateType.COMPLETED
        assert (await client.read_flow_run(life)).state_name == "Đang triển khai"
        drawn = await bars(client, life)
        assert drawn
        before = {one.id: one.entrypoint for one in await client.read_deployments()}

        old.python("cli.main", "deploy")
        after = {one.id: one.entrypoint for one in await client.read_deployments()}
        assert before.items() <= after.items()
        # Whatever this version brings besides is new, none of the old ones a second time.
        assert not {after[one] for one in after.keys() - before.keys()} & {*before.values()}
        assert after[plan] == "flows.plan.cascade_plan"
        assert after[form] == "flows.board.extend"

        # What somebody sent under the old version for a later day, and now wants at once.
        assert old.extended() == date(2022, 9, 30)
        await client.set_flow_run_state(ahead, Scheduled(), force=True)
        assert (await old.carry_out(client, ahead)).state_type is StateType.COMPLETED
        assert old.extended() == date(2022, 10, 31)

        sent = old.sent()
        with old.ledger.begin() as session:
            clock.set_clock(session, clock.now(session) + timedelta(days=30))
        round_ = await client.create_flow_run_from_deployment(plan)
        assert (await old.carry_out(client, round_.id)).state_type is StateType.COMPLETED
        assert old.sent() > sent
        with old.ledger.read() as session:
            assert board_ids.life_run(session, CODE) == str(life)
        moved = await until(lambda: bars(client, life), lambda found: found != drawn, PATIENCE)
        assert moved != drawn
        assert moved.keys() == drawn.keys()
