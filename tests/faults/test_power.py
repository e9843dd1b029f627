"""The power goes at a random moment and comes back: all processes are gone, and every plan walks on."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL, temporary_settings

from cascade.checked_cascade import cascade
from cli.serving import processes, server
from flows import deployments, register, sweep
from models.changes import issuing
from models.contacts import import_units
from models.database import audit, clock, stored_settings
from models.database.ledger import Ledger
from models.obligations import obligations
from models.org.work_calendar import load_calendar
from models.plans import plans
from models.reminders import hindrances
from tasks import ledger_access
from tasks.steps.publish import seen_key
from tests.copies import Prepare
from tests.faults.province import ISSUED, plan, tree
from tests.flows.conftest import until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

OUTAGE = 6
"""Minutes without power."""
LONGEST = 15.0
"""Seconds after which it goes, at most: a sweep and the runs it starts take about as long."""
WAIT = 150
"""Seconds for what is expected; it comes much sooner unless the machine is busy."""


@dataclass
class Machine:
    """A machine with a Prefect server and a worker on it, and a ledger that outlives them."""

    home: Path
    ledger: Ledger
    codes: tuple[str, ...]
    port: int = field(default_factory=processes.free_port)
    running: list[processes.Child] = field(default_factory=list)

    async def up(self) -> None:
        """As `dondoc up` does it."""
        child = server.start(self.home, self.port)
        self.running.append(child)
        server.wait_until_healthy(child, server.address(self.port), WAIT)
        await register.post_everything(self.ledger)
        environment = {**os.environ, "DONDOC_HOME": str(self.home), "PREFECT_WORKER_QUERY_SECONDS": "1"}
        told = ["cli.serving", "worker"]
        self.running.append(processes.start("worker", told, environment, self.home / "logs"))

    def lose_power(self) -> None:
        """Everything at once, and with it six minutes."""
        every = [pid for child in self.running for pid in (child.process.pid, *below(child.process.pid))]
        for pid in every:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for child in self.running:
            child.process.wait()
        self.running.clear()
        with sqlite3.connect(self.home / "prefect" / "prefect.db") as database:
            earlier = f"strftime('%Y-%m-%d %H:%M:%f', timestamp, '-{OUTAGE} minutes') || '000'"
            database.execute(f"UPDATE flow_run_state SET timestamp = {earlier}")
        database.close()

    async def begin_sweep(self) -> UUID:
        """Have the worker sweep."""
        own = next(one for one in deployments.standing() if one.flow is sweep.sweep)
        async with get_client() as client:
            deployment = await client.read_deployment_by_name(own.full_name)
            return (await client.create_flow_run_from_deployment(deployment.id)).id

    async def sweep(self) -> FlowRun:
        """One sweep by the worker; its last word."""
        run = await self.begin_sweep()
        async with get_client() as client:

            async def look() -> FlowRun:
                return await client.read_flow_run(run)

            return await until(look, lambda one: one.state is not None and one.state.is_final(), WAIT)

    def strike(self) -> None:
        """The clock of the ledger goes on to when the plans next have something to say."""
        with self.ledger.begin() as session:
            ahead = [obligations.next_due(session, plans.number(session, code)) for code in self.codes]
            clock.set_clock(session, min(moment for moment in ahead if moment))

    def behind(self) -> set[str]:
        """Plans with something due or not shown."""
        with self.ledger.read() as session:
            due = obligations.due_plans(session, clock.now(session))
            return {code for code in self.codes if plans.number(session, code) in due} | {
                code
                for code in self.codes
                if (stored_settings.get(session, seen_key(code)) or {"audit": -1})["audit"]
                < audit.latest(session, plans.number(session, code))
            }

    async def walked_on(self) -> set[str]:
        """Who has not, when all that was started has had its time."""

        async def look() -> set[str]:
            return self.behind()

        return await until(look, lambda left: not left, WAIT)


def below(pid: int) -> list[int]:
    """All processes that a process has started, and theirs."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit():
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
        except OSError:
            continue  # it has just ended
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found[1:]


@pytest.fixture
def machine(
    kind: str,
    many: int,
    copy_of: Callable[[str, Prepare], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Machine]:
    """So many small plans, just issued."""
    codes = tuple(f"{name}-{uuid.uuid4().hex[:6]}" for name in ("mot", "hai", "ba")[:many])
    monkeypatch.setenv("DONDOC_DATABASE_URL", copy_of(kind, Ledger.upgrade))
    monkeypatch.setenv("DONDOC_MEMORY_BOX", f"box{uuid.uuid4().hex[:8]}")
    monkeypatch.setenv("DONDOC_PLANS", str(tmp_path))
    made = Machine(tmp_path / "nhà", ledger_access.ledger(), codes)
    monkeypatch.setenv("PREFECT_API_URL", server.address(made.port))
    monkeypatch.setenv("PREFECT_HOME", str(made.home / "prefect"))  # a server with a database of its own
    with made.ledger.begin() as session:
        clock.set_clock(session, ISSUED)
        import_units.take_over(session, tree(), ISSUED)
        for code in codes:
            worked_out = cascade(replace(plan(), code=code), tree(), load_calendar(session))
            issuing.issue(session, worked_out, now=ISSUED, by="test")
    with temporary_settings({PREFECT_API_URL: server.address(made.port)}):
        yield made
    processes.stop(made.running)
    made.ledger.dispose()


def _cases() -> list[Any]:
    """Quick: two plans, one loss, no triggers. Slow: three and five, on both databases, with and without."""
    quick = [pytest.param("sqlite", 2, False, 1, 1, id="sqlite-no-triggers-quick", marks=[])]
    slow = [
        pytest.param(kind, 3, triggers, seed, 5, id=f"{kind}-{name}", marks=[pytest.mark.slow])
        for seed, (kind, triggers, name) in enumerate(
            (kind, triggers, name)
            for kind in ("sqlite", "postgresql")
            for triggers, name in ((True, "triggers"), (False, "no-triggers"))
        )
    ]
    return quick + slow


@pytest.mark.parametrize(("kind", "many", "triggers", "seed", "losses"), _cases(), indirect=["kind"])
async def test_after_every_loss_of_power_every_plan_walks_on_within_two_sweeps(
    machine: Machine, triggers: bool, seed: int, losses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED", str(triggers).lower())
    chance = random.Random(seed)
    await machine.up()
    await machine.sweep()
    assert await machine.walked_on() == set()
    for _ in range(losses):
        machine.strike()
        await machine.begin_sweep()
        threading.Event().wait(chance.uniform(1, LONGEST))
        machine.lose_power()
        await machine.up()
        told = [(await machine.sweep()).state for _ in range(2)]
        assert await machine.walked_on() == set(), told
        with machine.ledger.read() as session:
            assert hindrances.listed(session) == []
