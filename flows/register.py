"""Puts all of ours on a server: the pool, the deployments of flows and plans, the automations."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import (
    WorkPoolCreate,
    WorkPoolUpdate,
)
from prefect.client.schemas.objects import (
    WorkPool,
)
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from flows import automations, plan_runs
from flows.deployed import renamed, stored
from flows.deployed.posting import REFUSED, Posted, post
from flows.deployed.stored import Stored
from flows.deployments import POOL, QUEUES, Posting, of_plan, standing
from flows.forms import form_choices
from models.database import clock, stored_settings
from models.database.ledger import Ledger, Session
from models.plans import plans
from models.views.plan_views import PlanRecord, PlanState
from services import snapshot
from tasks.board import artifacts, plan_run
from tasks.board.board_labels import tag
from tasks.isolation import FORMS, POST, Apart, why


async def post_everything(ledger: Ledger, *, pool: str = POOL, reset: bool = False) -> list[Posted]:
    """All deployments and automations, idempotently."""
    apart = Apart(POST)
    with ledger.read() as session:
        known, offered, now = plans.all_plans(session), form_choices.lists(session, apart), clock.now(session)
    async with get_client() as client:
        await _pool(client, pool)
        seen = await stored.read(client, wanted := standing(offered), others=True)
        # One after the other: side by side they stand in each other's way in SQLite (503, seconds of pause).
        posted = [
            await _post_standing(client, ledger, apart, one, pool=pool, reset=reset, seen=seen)
            for one in wanted
        ]
        for record in _to_post(seen, known):
            posted.append(await _post_apart(client, ledger, apart, record, pool=pool, reset=reset, seen=seen))
        # A sweep that died with its machine is still running to Prefect, which lets no other one begin.
        await plan_runs.end_lost_runs(client, ledger)
        await automations.arrange(client)
    if FORMS not in apart.failed:
        with ledger.begin() as session:
            form_choices.remember(session, offered)
    apart.settle(ledger, now)
    return posted


async def _post_standing(
    client: PrefectClient,
    ledger: Ledger,
    apart: Apart,
    one: Posting,
    *,
    pool: str,
    reset: bool,
    seen: Stored,
) -> Posted:
    """What serves all plans must be there. A form names them, and may be refused for the name of one."""
    if not one.form:
        return await post(client, ledger, one, pool=pool, reset=reset, seen=seen)
    posted = Posted(one.full_name, REFUSED)
    with apart.plan(FORMS):
        posted = await post(client, ledger, one, pool=pool, reset=reset, seen=seen)
    if posted.done != REFUSED:
        return posted
    await plan_runs.refuse_silence(client)
    return replace(posted, why=apart.failed[FORMS])


async def offer(ledger: Ledger, record: PlanRecord, *, pool: str = POOL) -> Posted:
    """One plan's deployment, after an act that is done: a server that refuses it is told of, not raised."""
    apart = Apart(POST, aloud=False)
    try:
        async with get_client() as client:
            posted = await _post_apart(client, ledger, apart, record, pool=pool)
            with apart.plan(FORMS):
                await post_forms(client, ledger, pool)
    except Exception as error:  # the server is away; the next sweep sees to it
        return Posted(record.code, REFUSED, why=why(error))
    with ledger.read() as session:
        now = clock.now(session)
    apart.settle(ledger, now)
    return posted


def _to_post(seen: Stored, known: list[PlanRecord]) -> list[PlanRecord]:
    """Closed plans keep their pages and lose their hour; whoever has deleted one does not get it back."""
    running = [record for record in known if _runs(record)]
    return running + [record for record in known if not _runs(record) and tag(record.code) in seen.tags]


async def _post_apart(
    client: PrefectClient,
    ledger: Ledger,
    apart: Apart,
    record: PlanRecord,
    *,
    pool: str = POOL,
    reset: bool = False,
    seen: Stored | None = None,
) -> Posted:
    """One plan among others; if it cannot be posted they are all the same."""
    posted = Posted(record.code, REFUSED)
    with apart.plan(record.code):
        wanted, closed = await _with_life(ledger, record, apart.aloud), not _runs(record)
        posted = await post(client, ledger, wanted, pool=pool, reset=reset or closed, seen=seen)
    if posted.done != REFUSED:
        return posted
    await plan_runs.refuse_silence(client)
    return replace(posted, why=apart.failed[record.code])


async def post_plan(ledger: Ledger, record: PlanRecord, *, pool: str = POOL) -> Posted:
    """One plan's deployment, and in the forms what they offer for choice now."""
    async with get_client() as client:
        posted = await post(client, ledger, await _with_life(ledger, record, True), pool=pool)
        with Apart(POST).plan(FORMS):  # the next sweep sees that they are not as they should be
            await post_forms(client, ledger, pool)
    return posted


async def post_forms(client: PrefectClient, ledger: Ledger, pool: str) -> None:
    """The forms, with what can be chosen now."""
    with ledger.read() as session:
        offered = form_choices.lists(session)
    forms = [one for one in standing(offered) if one.form]
    seen = await stored.read(client, forms)
    for one in forms:
        await post(client, ledger, one, pool=pool, seen=seen)
    with ledger.begin() as session:
        form_choices.remember(session, offered)


def _runs(record: PlanRecord) -> bool:
    return record.state is PlanState.RUNNING


async def keep_page(ledger: Ledger, code: str) -> None:
    """After a round: the plan's page leads to what is shown by now, and after the end it has no hour."""
    with ledger.read() as session:
        record = plans.known(session, code)
        wanted = _as_shown(session, record)
        if stored_settings.get(session, _memo(code)) == {"page": wanted.digest}:
            return
    async with get_client() as client:
        there = [one for one in await renamed.earlier(client, wanted) if one.name == wanted.name]
        if not there:  # nobody has posted it, or `dondoc deploy` has yet to give it its name of today
            return
        pool = there[0].work_pool_name or POOL
        await post(client, ledger, wanted, pool=pool, reset=not _runs(record))
    with ledger.begin() as session:
        stored_settings.put(session, _memo(code), {"page": wanted.digest})


async def take_along(ledger: Ledger, code: str, *, pool: str = POOL) -> str:
    """After a plan was closed: no hour, and no form offers it. Says why, where that could not be."""
    try:
        await keep_page(ledger, code)
        async with get_client() as client:
            await post_forms(client, ledger, pool)
    except Exception as error:  # the server is away; the next sweep sees to it
        return why(error)
    return ""


async def _with_life(ledger: Ledger, record: PlanRecord, aloud: bool) -> Posting:
    """Its page leads to the picture of its life from the first moment on: a missing one is made."""
    with ledger.read() as session:
        known = plan_run.recall(session, record.code).run
        drawn = snapshot.look(session, record.code, clock.now(session)) if known is None else None
    if drawn is not None and _runs(record):
        # Without a picture a page is still a page; the first round mends it.
        with Apart(POST, aloud=aloud).plan(record.code):
            await plan_run.project(ledger, drawn)
    with ledger.read() as session:
        return _as_shown(session, record)


def _as_shown(session: Session, record: PlanRecord) -> Posting:
    run = plan_run.recall(session, record.code).run
    return of_plan(record, artifacts.shelf(session, record.code, run) if run else None)


def _memo(code: str) -> str:
    return f"memo:page:{code}"


async def _pool(client: PrefectClient, name: str) -> None:
    """A pool of plain processes, and its queues in order."""
    pool = await _read_or_make_pool(client, name)
    known = {queue.name: queue for queue in await client.read_work_queues(work_pool_name=pool.name)}
    for queue, priority in QUEUES.items():
        if queue not in known:
            await client.create_work_queue(queue, work_pool_name=pool.name, priority=priority)


async def _read_or_make_pool(client: PrefectClient, name: str) -> WorkPool:
    """A pool in which no run and no deployment chooses its command, folder or environment."""
    fixed = json.loads((files("flows") / "job_template.json").read_text(encoding="utf-8"))
    try:
        pool = await client.read_work_pool(name)
    except ObjectNotFound:
        try:
            made = WorkPoolCreate(name=name, type="process", base_job_template=fixed)
            return await client.create_work_pool(made)
        except ObjectAlreadyExists:  # a worker was quicker
            pool = await client.read_work_pool(name)
    if pool.base_job_template != fixed:
        await client.update_work_pool(name, WorkPoolUpdate(base_job_template=fixed))
    return pool
