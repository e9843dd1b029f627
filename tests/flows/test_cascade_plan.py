"""One run of a plan: what it does to the ledger, what it shows, and what a second one adds (nothing)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import State, StateType, TaskRun

from flows.plan import cascade_plan
from models.database import clock, leases
from models.plans import plans
from models.reminders import escalate
from notifications.memory import BOXES
from tasks.board.board_labels import place
from tasks.board.branch_agenda import MOST_NODES, errands
from tests.flows.conftest import Office, until

pytestmark = pytest.mark.usefixtures("prefect_server")


LAST = "Cập nhật toàn cảnh và các bảng"


async def advance(office: Office, as_of: str | None = None) -> State[None]:
    flow: Any = cascade_plan
    return cast(State[None], await flow(office.code, as_of, return_state=True))


async def steps(state: State[None]) -> list[TaskRun]:
    """All task runs of a run, once the server has written down the last."""
    run = state.state_details.flow_run_id
    assert isinstance(run, UUID)

    async def ask() -> list[TaskRun]:
        async with get_client() as client:
            chosen = FlowRunFilter(id=FlowRunFilterId(any_=[run]))
            return await client.read_task_runs(flow_run_filter=chosen, limit=200)

    return await until(ask, lambda rows: any(row.name == LAST and row.end_time for row in rows))


async def test_the_run_goes_down_from_the_guidance_and_up_to_the_roll_up(office: Office) -> None:
    state = await advance(office)
    assert state.is_completed()
    rows = await steps(state)
    names = [row.name for row in sorted(rows, key=lambda row: row.start_time or office.now)]
    assert names[0].startswith("53-KH/TU")
    assert names[1].startswith("Đảng ủy Khối")
    assert names[-1] == LAST
    assert any(name.startswith("Hội nghị") for name in names)
    assert any("cơ sở" in name for name in names)
    assert all(row.task_inputs for row in rows if row.name.startswith("Tổng hợp"))


async def test_of_a_step_the_server_is_told_its_beginning_and_its_end(office: Office) -> None:
    [last] = [row for row in await steps(await advance(office)) if row.name == LAST]
    async with get_client() as client:
        states = await client.read_task_run_states(last.id)
    assert [state.type for state in states] == [StateType.RUNNING, StateType.COMPLETED]


async def test_pressing_is_drawn_for_the_branches_in_which_a_rung_has_come_due(office: Office) -> None:
    office.set("2022-09-12 08:05")
    with office.ledger.read() as session:
        due = escalate.parts(session, plans.number(session, office.code), office.now, most=0)
    branches = {one.branch: one.name for one in office.picture.branches}
    assert due
    drawn = {row.name for row in await steps(await advance(office))}
    assert {name for name in drawn if name.endswith("· đôn đốc")} == {
        f"{place(branches[one])} · đôn đốc" for one in due
    }
    again = {row.name for row in await steps(await advance(office))}
    assert not any(name.endswith("· đôn đốc") for name in again)


async def test_the_same_instant_twice_sends_nothing_twice(office: Office) -> None:
    office.set("2022-09-12 08:05")
    await advance(office)
    once, letters = office.notices(), len(BOXES[os.environ["DONDOC_MEMORY_BOX"]])
    assert letters
    await advance(office)
    assert office.notices() == once
    keys = [letter.key for letter in BOXES[os.environ["DONDOC_MEMORY_BOX"]]]
    assert len(keys) == len(set(keys)) == letters


async def test_a_late_unit_is_red_and_the_run_is_green(office: Office) -> None:
    office.set("2022-09-22 09:00")
    state = await advance(office)
    assert state.type is StateType.COMPLETED
    rows = await steps(state)
    red = [row for row in rows if row.state_type is StateType.FAILED]
    assert red
    assert {row.state_name for row in red} == {"Quá hạn"}
    assert all("quá hạn" in row.name for row in red)


async def test_three_weeks_of_silence_are_caught_up_in_one_run(office: Office) -> None:
    await advance(office)
    office.set("2022-10-10 08:05")
    await advance(office)
    counts = office.notices()
    # What has been overtaken is kept, with the reason, and not said.
    assert not counts.get(("reminder", "sent"))
    assert counts.get(("reminder", "missed"), 0) + counts.get(("reminder", "superseded"), 0) > 0
    assert sum(counts.get((occasion, "sent"), 0) for occasion in ("overdue", "digest", "escalation")) > 0


async def test_as_of_looks_at_another_instant_than_the_clock(office: Office) -> None:
    state = await advance(office, "2022-09-12T08:05")
    rows = await steps(state)
    assert rows
    assert ("reminder", "sent") in office.notices()


async def test_while_one_run_has_its_turn_another_steps_aside(office: Office) -> None:
    with office.ledger.begin() as session:
        assert leases.take(session, f"plan:{office.code}", "elsewhere/1/x", clock.machine(), 60)
    state = await advance(office)
    assert state.is_completed()
    assert state.message is not None
    assert "nhường" in state.message
    assert not office.notices().get(("issued", "sent"))


async def test_nobody_waits_for_a_run_whose_process_is_dead(office: Office) -> None:
    code = (
        "import os, signal\nfrom tasks import ledger_access\nfrom tasks.turn_lock import turn\n"
        f"with turn(ledger_access.ledger(), 'plan:{office.code}'): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    died = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    state = await advance(office)
    assert state.message is not None
    assert "nhường" not in state.message


async def test_an_unknown_plan_fails_and_says_so(office: Office) -> None:
    state = await advance(replace(office, code="khong-co"))
    assert state.is_failed()


def test_a_plan_with_hundreds_of_branches_is_drawn_in_few_nodes(office: Office) -> None:
    picture = office.picture
    one = picture.branches[0]
    for many in (1, 45, 100, 705, 3_321):
        wide = tuple(replace(one, branch=f"b{number}", name=f"Xã {number}") for number in range(many))
        batches = tuple(replace(picture.batches[0], branch=branch.branch) for branch in wide)
        drawn = errands(replace(picture, branches=wide, batches=batches))
        # Each errand is followed by one node that presses its late units.
        assert sum(len(errand.parts) + 1 for errand in drawn) <= MOST_NODES + 2
        assert {code for errand in drawn for code in errand.branches} == {branch.branch for branch in wide}
