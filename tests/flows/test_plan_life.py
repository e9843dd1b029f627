"""The plan's life in Prefect: if an upgrade changes what our events mean there, these tests say so."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, StateType, TaskRun
from prefect.settings import PREFECT_API_URL, temporary_settings

from cascade.calendar.zone import day_of
from cli.serving import processes, server
from cli.serving.processes import Child
from flows import demo_steps
from flows.demo_steps import LastLook, backdate
from models.database import clock, stored_settings
from models.plans import plans
from tasks.board import nodes, plan_run
from tasks.board.artifacts import Shelf
from tasks.board.board_labels import tag
from tasks.board.plan_run import Projection
from tests.flows.conftest import Office, issue, until

pytestmark = pytest.mark.usefixtures("prefect_server")


async def bars(run: UUID) -> dict[str, TaskRun]:
    async with get_client() as client:
        chosen = FlowRunFilter(id=FlowRunFilterId(any_=[run]))
        rows = await client.read_task_runs(flow_run_filter=chosen, limit=200)
    return {row.dynamic_key: row for row in rows}


async def run_of(run: UUID) -> FlowRun:
    async with get_client() as client:
        return await client.read_flow_run(run)


async def shown(office: Office, *, verify: bool = False) -> tuple[Projection, dict[str, TaskRun]]:
    """Project, and wait until the server shows every bar as it should be."""
    picture = office.picture
    done = await plan_run.project(office.ledger, picture, verify=verify)
    wanted = {node.key: node.digest for node in plan_run.drawn(picture)}

    async def ask() -> dict[str, TaskRun]:
        return await bars(done.run)

    return done, await until(ask, lambda found: {k: v.task_version for k, v in found.items()} == wanted)


async def test_every_branch_is_a_bar_on_its_real_dates_with_an_arrow_from_above(office: Office) -> None:
    office.set("2022-09-22 08:00")
    done, found = await shown(office)
    assert set(found) == {node.key for node in nodes.draw(office.picture)}
    # The server hands the bars out in whatever order, and not every branch has somebody late.
    branches = {key: row for key, row in found.items() if key.startswith("branch:")}
    branch = next(row for _, row in sorted(branches.items()) if row.state_type is StateType.CRASHED)
    assert branch.state_name == "Có đơn vị quá hạn"
    assert branch.start_time is not None
    assert branch.start_time.date().isoformat() == "2022-07-20"
    assert "quá hạn" in branch.name
    parents = {str(edge.id) for edge in branch.task_inputs["parents"] if hasattr(edge, "id")}
    assert parents == {str(plan_run.node_id(done.run, nodes.PLAN))}
    run = await run_of(done.run)
    assert (run.state_type, run.state_name) == (StateType.PAUSED, "Đang triển khai")
    assert run.expected_start_time == office.picture.start


async def test_the_graph_of_the_ui_has_the_bars_and_the_arrows(office: Office) -> None:
    done, _ = await shown(office)
    async with get_client() as client:
        answer = await client.request("GET", "/flow_runs/{id}/graph-v2", path_params={"id": done.run})
    graph = answer.json()
    drawn = {node["label"]: node for _, node in graph["nodes"]}
    assert {node.label for node in nodes.draw(office.picture)} == set(drawn)
    assert any(node["parents"] for node in drawn.values())
    assert graph["start_time"].startswith(office.picture.start.strftime("%Y-%m-%d"))


async def test_a_plan_issued_now_is_a_running_run_and_a_completed_one_when_it_is_closed(
    office: Office,
) -> None:
    with office.ledger.begin() as session:
        clock.set_clock(session, None)
    today = replace(office, code=f"{office.code}-nay")
    issue(today, today.now, issued=day_of(today.now))
    done, _ = await shown(today)
    assert (await run_of(done.run)).state_type is StateType.RUNNING
    with today.ledger.begin() as session:
        plans.close(session, today.code, today.now, "test")
    await shown(today)
    ended = await run_of(done.run)
    assert (ended.state_type, ended.state_name) == (StateType.COMPLETED, "Đã kết thúc")


async def test_nothing_changed_sends_nothing(office: Office) -> None:
    await shown(office)
    again, _ = await shown(office)
    assert again.events == 0


async def test_one_report_changes_its_branch_and_the_roll_up(office: Office) -> None:
    office.set("2022-09-01 08:00")
    _, before = await shown(office)
    await shown(office)
    office.report(next(row for row in office.rows() if row.level == "grassroots" and row.key == "D5"))
    done, after = await shown(office)
    changed = {key for key in after if after[key].task_version != before[key].task_version}
    assert done.events == len(changed) == 2
    assert nodes.ROLL_UP in changed


@pytest.mark.faults
async def test_a_run_deleted_by_hand_comes_back_with_all_its_bars(office: Office) -> None:
    first, before = await shown(office)
    async with get_client() as client:
        await client.delete_flow_run(first.run)
    second, after = await shown(office)
    assert second.run != first.run
    assert set(after) == set(before)


async def test_a_bar_that_the_server_has_lost_is_told_again(office: Office) -> None:
    first, found = await shown(office)
    await shown(office)
    async with get_client() as client:
        await client.delete_task_run(found[nodes.PLAN].id)
    mended, after = await shown(office, verify=True)
    assert mended.run == first.run
    assert mended.events == 1
    assert nodes.PLAN in after


@pytest.mark.faults
async def test_what_never_arrived_is_told_again_without_being_asked(office: Office) -> None:
    """A server that is killed loses what it was about to write; the ledger knows it has not been heard."""
    _, found = await shown(office)
    async with get_client() as client:
        await client.delete_task_run(found[nodes.PLAN].id)
    again, _ = await shown(office)
    assert again.events == 1


@pytest.mark.faults
async def test_two_projections_at_once_make_one_run_and_no_bar_twice(office: Office) -> None:
    picture = office.picture
    one, other = await asyncio.gather(
        plan_run.project(office.ledger, picture), plan_run.project(office.ledger, picture)
    )
    assert one.run == other.run
    _, found = await shown(office)
    assert len(found) == len(nodes.draw(picture))


async def test_a_closed_plan_ends_and_nothing_of_it_is_blue(office: Office) -> None:
    now = office.set("2022-10-12 16:00")
    with office.ledger.begin() as session:
        plans.close(session, office.code, now, "test")
    done, found = await shown(office)
    assert (await run_of(done.run)).state_name == "Đã kết thúc"
    assert not [row for row in found.values() if row.state_type is StateType.RUNNING]
    assert all(row.end_time is not None for row in found.values())


async def test_the_memo_is_only_a_memo(office: Office) -> None:
    """Forgetting what was told costs events, and changes nothing on the screen."""
    first, before = await shown(office)
    with office.ledger.begin() as session:
        stored_settings.drop(session, f"memo:life:{office.code}")
    again, after = await shown(office)
    assert again.run == first.run
    assert again.events == len(before)
    assert {row.id for row in after.values()} == {row.id for row in before.values()}


def test_a_projection_leaves_no_process_behind(office: Office) -> None:
    """The events are handed over by request, so a process that ends right after has lost none."""
    code = (
        "import asyncio; from services import snapshot; from tasks import ledger_access; "
        "from tasks.board import plan_run; from models.database import clock\n"
        "ledger = ledger_access.ledger()\n"
        f"with ledger.read() as s: p = snapshot.look(s, {office.code!r}, clock.now(s))\n"
        "print(asyncio.run(plan_run.project(ledger, p)).run, flush=True)\n"
        "import os; os._exit(0)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    run = UUID(told.stdout.split()[-1])

    async def ask() -> dict[str, TaskRun]:
        return await bars(run)

    found = asyncio.run(until(ask, lambda rows: len(rows) == len(nodes.draw(office.picture))))
    assert len(found) == len(nodes.draw(office.picture))


async def test_a_played_plan_has_the_dates_it_was_played_on(
    office: Office, prefect_server_home: Path
) -> None:
    now = office.set("2022-10-12 16:00")
    with office.ledger.begin() as session:
        plans.close(session, office.code, now, "test")
    done, _ = await shown(office)
    file = prefect_server_home / "prefect.db"
    await backdate(file, done.run, office.plan.issued_at, now)
    await shown(office)
    run = await run_of(done.run)
    assert (run.state_type, run.start_time, run.end_time) == (
        StateType.COMPLETED,
        office.plan.issued_at,
        now,
    )


async def test_at_the_end_of_a_demo_a_picture_is_right_or_named(
    office: Office,
    tmp_path: Path,
    prefect_server_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = office.set("2022-10-12 16:00")
    with office.ledger.begin() as session:
        plans.close(session, office.code, now, "test")
    done, _ = await shown(office)
    file = prefect_server_home / "prefect.db"
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "prefect.db").symlink_to(file)
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    async with get_client() as client:
        await client.delete_flow_run(done.run)
    # Nothing is written where the server has no such run, and that is not taken for written.
    assert not await backdate(file, done.run, office.plan.issued_at, now)
    assert await demo_steps.looked([office.code], tries=1) == LastLook("", (office.code,))
    done, _ = await shown(office)
    assert await demo_steps.looked([office.code]) == LastLook(Shelf(done.run).life, ())
    run = await run_of(done.run)
    assert (run.start_time, run.end_time) == (office.plan.issued_at, now)


async def told_to_the_end(office: Office, child: Child) -> None:
    """The server has answered that it has every bar, and writes them down a moment later: not any more."""
    await plan_run.project(office.ledger, office.picture)
    child.process.kill()


async def told_half(office: Office, child: Child) -> None:
    """The run is there, its bars are on their way."""
    telling = asyncio.create_task(plan_run.project(office.ledger, office.picture))
    tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[tag(office.code)]))
    async with get_client() as client:
        assert await until(lambda: client.read_flow_runs(flow_run_filter=tagged), bool)
        child.process.kill()
        with contextlib.suppress(httpx.HTTPError):
            await telling


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("tell", [told_to_the_end, told_half])
def test_a_server_killed_while_it_was_told_shows_everything_after_the_next_projection(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tell: Callable[[Office, Child], Coroutine[None, None, None]],
) -> None:
    port = processes.free_port()
    api = server.address(port)
    monkeypatch.setenv("PREFECT_API_URL", api)
    child = server.start(tmp_path, port)
    server.wait_until_healthy(child, api, 180)
    with temporary_settings({PREFECT_API_URL: api}):
        asyncio.run(tell(office, child))
    child.process.wait()
    child = server.start(tmp_path, port)
    try:
        server.wait_until_healthy(child, api, 180)
        with temporary_settings({PREFECT_API_URL: api}):
            again, found = asyncio.run(shown(office))
            assert set(found) == {node.key for node in nodes.draw(office.picture)}
            assert asyncio.run(shown(office))[0] == Projection(again.run, 0)
    finally:
        processes.stop([child])
