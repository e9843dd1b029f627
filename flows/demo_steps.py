"""One run of a plan in this very process: for a demo, which cannot wait for a worker at every step."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.flow_engine import run_flow_async
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, temporary_settings
from prefect.states import Pending

from flows import plan_runs
from flows.plan import cascade_plan
from models.database import clock
from services import snapshot
from settings.catalogue import HOME
from tasks import ledger_access
from tasks.board import plan_run
from tasks.board.board_labels import tag

SHORTEST = timedelta(seconds=5)
"""The first picture of a plan, taken at the very instant of its issue, has this to be drawn in."""
_known: dict[str, UUID] = {}


def advance(code: str, as_of: str | None = None) -> State[None]:
    """A real run of the plan's deployment (or, where it has none, of the flow alone); its final state."""
    return asyncio.run(_played(code, as_of))


async def _played(code: str, as_of: str | None) -> State[None]:
    state = await _advance(code, as_of)
    if (file := server_file()) is not None:
        await _on_its_own_dates(code, file)
    return state


async def _on_its_own_dates(code: str, file: Path) -> None:
    """Where a demo has set the clock, the plan's run gets the dates it is played on."""
    ledger = ledger_access.ledger()
    with ledger.read() as session:
        now, run = clock.shown(session), plan_run.recall(session, code).run
        drawn = snapshot.look(session, code, now) if now else None
    if drawn is None or run is None:
        return
    plan = drawn.plan
    end = max(plan.closed_at or drawn.now, plan.issued_at + SHORTEST)
    await backdate(file, run, plan.issued_at, end)
    if plan.closed_at:
        await plan_run.project(ledger, drawn)  # with an end of its own it may be completed


async def _advance(code: str, as_of: str | None) -> State[None]:
    parameters = {"plan": code, "as_of": as_of}
    async with get_client() as client:
        deployment = await _deployment(client, code)
        if deployment is None:
            return await _here(parameters)
        # Pending, not Scheduled: a worker that looks around must not start it a second time.
        run = await client.create_flow_run_from_deployment(deployment, parameters=parameters, state=Pending())
    return await _here(parameters, run)


async def _deployment(client: PrefectClient, code: str) -> UUID | None:
    """The plan's deployment. Remembered: reading one with its schedule costs more than starting a run."""
    if code not in _known:
        found = (await plan_runs.deployments(client)).get(tag(code))
        if found is None:
            return None
        _known[code] = found.id
    return _known[code]


async def _here(parameters: dict[str, Any], run: FlowRun | None = None) -> State[None]:
    # What a worker's process does once it has fetched the run, without the process.
    flow: Any = cascade_plan
    done = await run_flow_async(flow, flow_run=run, parameters=parameters, return_type="state")
    return cast(State[None], done)


TRIES = 3
logger = logging.getLogger(__name__)


def server_file() -> Path | None:
    """The database of the server that a house on this machine has started; None where there is none."""
    if HOME.written() is None:
        return None
    file = HOME.get() / "prefect" / "prefect.db"
    return file if file.is_file() else None


async def backdate(file: Path, run: UUID, start: datetime, end: datetime) -> bool:
    """From when to when the run lived. False: not now; the picture is narrow until the next time."""
    for _ in range(TRIES):
        try:
            await _write(file, run, start, end)
        except Exception as error:
            # The server is writing, or is another one than we know: no reason for a demo to stop.
            logger.info("chưa ghi được ngày của lượt %s: %s", run, error)
            await asyncio.sleep(0.2)
        else:
            return True
    return False


async def _write(file: Path, run: UUID, start: datetime, end: datetime) -> None:
    # Imported here: only a demo ever needs the server's own modules.
    from prefect.server.database import provide_database_interface

    with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{file}"}):
        database = provide_database_interface()
        # At once a writer: a reader that turns into one is refused without being let wait.
        async with database.session_context(begin_transaction=True, with_for_update=True) as session:
            row = await session.get(database.FlowRun, run)
            if row is not None:
                row.start_time, row.end_time = start, end
