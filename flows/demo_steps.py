"""One run of a plan in this very process: for a demo, which cannot wait for a worker at every step."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import ObjectNotFound
from prefect.flow_engine import run_flow_async
from prefect.states import Pending

from flows import plan_runs
from flows.plan import cascade_plan
from models.database import clock
from services import snapshot
from settings.catalogue import HOME
from tasks import ledger_access
from tasks.board import plan_run
from tasks.board.artifacts import Shelf
from tasks.board.board_labels import tag

TRIES = 3
LAST_TRIES = 60
"""Half a minute for each plan, when the evening is over: no later run would mend its picture."""
logger = logging.getLogger(__name__)
SHORTEST = timedelta(seconds=5)
"""The first picture of a plan, taken at the very instant of its issue, has this to be drawn in."""
_known: dict[str, UUID] = {}


def advance(code: str, as_of: str | None = None) -> State[None]:
    """A real run of the plan's deployment (or, where it has none, of the flow alone); its final state."""
    return asyncio.run(_played(code, as_of))


@dataclass(frozen=True, slots=True)
class LastLook:
    """What is to be seen when the demo is over."""

    first: str
    """The page most worth seeing: the life of the plan with most branches. Empty: there is none."""
    wrong: tuple[str, ...]
    """Plans whose picture is drawn on other dates than they were played on."""


def last_look(codes: Sequence[str]) -> LastLook:
    """Write the played dates of every plan until the server itself tells them; says where it does not."""
    return asyncio.run(looked(codes))


async def looked(codes: Sequence[str], tries: int = LAST_TRIES) -> LastLook:
    """The same inside a loop."""
    file, wrong, pages = server_file(), [], {}
    for code in codes:
        if file is not None and not await _on_its_own_dates(code, file, tries):
            wrong.append(code)
        with ledger_access.ledger().read() as session:
            run = plan_run.recall(session, code).run
            branches = snapshot.look(session, code, clock.now(session)).branches
        if run is not None and code not in wrong:
            pages[Shelf(run).life] = len(branches)
    return LastLook(max(pages, key=pages.__getitem__, default=""), tuple(wrong))


async def _played(code: str, as_of: str | None) -> State[None]:
    state = await _advance(code, as_of)
    if (file := server_file()) is not None:
        await _on_its_own_dates(code, file)
    return state


async def _on_its_own_dates(code: str, file: Path, tries: int = TRIES) -> bool:
    """Where a demo has set the clock, the plan's run gets the dates it is played on. False: not yet."""
    ledger = ledger_access.ledger()
    with ledger.read() as session:
        now, run = clock.shown(session), plan_run.recall(session, code).run
        drawn = snapshot.look(session, code, now) if now else None
    if drawn is None or run is None:
        return True
    plan = drawn.plan
    end = max(plan.closed_at or drawn.now, plan.issued_at + SHORTEST)
    done = await backdate(file, run, plan.issued_at, end, tries)
    if plan.closed_at and done:
        await plan_run.project(ledger, drawn)  # with an end of its own it may be completed
        done = await backdate(file, run, plan.issued_at, end, tries)
    return done


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


def server_file() -> Path | None:
    """The database of the server that a house on this machine has started; None where there is none."""
    if HOME.written() is None:
        return None
    file = HOME.get() / "prefect" / "prefect.db"
    return file if file.is_file() else None


async def backdate(file: Path, run: UUID, start: datetime, end: datetime, tries: int = TRIES) -> bool:
    """From when to when the run lived, until the server says so itself. False: not now, it is too busy."""
    for turn in range(tries):
        try:
            if await _seen(run, start, end):
                return True
            await asyncio.to_thread(clock.date_shown_run, file, run, start, end)
        except Exception as error:
            # The server is writing, or is another one than we know: no reason for a demo to stop.
            logger.info("chưa ghi được ngày của lượt %s: %s", run, error)
        if turn:
            await asyncio.sleep(0.5)
    return await _seen(run, start, end)


async def _seen(run: UUID, start: datetime, end: datetime) -> bool:
    try:
        async with get_client() as client:
            told = await client.read_flow_run(run)
    except ObjectNotFound:
        return False
    return (told.start_time, told.end_time) == (start, end)
