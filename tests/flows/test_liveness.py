"""A plan that was at work when its machine lost power: the lease in the ledger counts, not Prefect."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.states import Pending, Running, Scheduled
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from flows import deployments, plan_runs, register, sweep
from flows.deployed import posting
from flows.deployments import of_plan
from flows.plan import cascade_plan
from models.database import clock, leases, stored_settings
from models.database.leases import LostLease
from models.database.ledger import Ledger
from models.reminders import hindrances
from models.tables import SettingRow
from tasks import ledger_access
from tasks.turn_lock import at_work, lost, turn, turn_of
from tests.flows.conftest import Office

HOUSE = Path(__file__).resolve().parents[2]
LATER = timedelta(minutes=6)
"""The second sweep after a loss."""


async def deployed(client: PrefectClient, office: Office) -> DeploymentResponse:
    await register._pool(client, deployments.POOL)
    await posting.post(client, office.ledger, of_plan(office.plan))
    return await client.read_deployment_by_name(of_plan(office.plan).full_name)


async def begun(client: PrefectClient, deployment: DeploymentResponse, *states: State[None]) -> FlowRun:
    """A run whose process is gone, wherever it had come to."""
    run = await client.create_flow_run_from_deployment(deployment.id, state=Scheduled())
    for state in states:
        await client.set_flow_run_state(run.id, state)
    return await client.read_flow_run(run.id)


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize("states", [(Pending(),), (Pending(), Running())], ids=["pending", "running"])
async def test_a_run_without_a_lease_is_buried_and_the_plan_walks_on(
    office: Office, states: tuple[State[None], ...]
) -> None:
    async with get_client() as client:
        deployment = await deployed(client, office)
        lost = await begun(client, deployment, *states)
        assert lost.state_type is states[-1].type
        # At first it may only be beginning.
        first = await sweep.sweep(return_state=True)
        assert first.message == "1 kế hoạch cần chạy, 0 lượt bắt đầu"
        with time_machine.travel(clock.machine() + LATER, tick=True):
            second = await sweep.sweep(return_state=True)
        assert second.message == "1 kế hoạch cần chạy, 1 lượt bắt đầu"
        after = await client.read_flow_run(lost.id)
        assert (after.state_type, after.state_name) == (StateType.CRASHED, plan_runs.LOST)
        # The place it held is free: the new one may begin, though only one may run at a time.
        limit = (await client.read_deployment(deployment.id)).global_concurrency_limit
        assert limit is not None
        assert limit.active_slots == 0


@pytest.mark.usefixtures("prefect_server")
async def test_a_run_that_has_the_turn_is_left_alone_however_long_it_takes(office: Office) -> None:
    async with get_client() as client:
        deployment = await deployed(client, office)
        working = await begun(client, deployment, Pending(), Running())
        later = clock.machine() + LATER
        with office.ledger.begin() as session:
            assert leases.take(session, turn_of(office.code), "elsewhere/1/x", later, 300)
        with time_machine.travel(later, tick=True):
            state = await sweep.sweep(return_state=True)
        assert state.message == "1 kế hoạch cần chạy, 0 lượt bắt đầu"
        assert (await client.read_flow_run(working.id)).state_type is StateType.RUNNING


@pytest.mark.usefixtures("prefect_server")
async def test_a_run_that_no_worker_takes_is_done_by_the_sweep_itself(office: Office) -> None:
    async with get_client() as client:
        deployment = await deployed(client, office)
        await begun(client, deployment)
        assert (await sweep.sweep(return_state=True)).message == "1 kế hoạch cần chạy, 0 lượt bắt đầu"
        with time_machine.travel(clock.machine() + 2 * LATER, tick=True):
            assert (await sweep.sweep(return_state=True)).message == "1 kế hoạch cần chạy, 1 lượt bắt đầu"
    assert office.notices().get(("issued", "sent"))


@pytest.mark.usefixtures("prefect_server")
async def test_a_place_that_a_deleted_run_held_is_given_back(office: Office) -> None:
    async with get_client() as client:
        deployment = await deployed(client, office)
        lost = await begun(client, deployment, Pending(), Running())
        await client.delete_flow_run(lost.id)
        assert await plan_runs.start(client, deployment) is not None
        limit = (await client.read_deployment(deployment.id)).global_concurrency_limit
        assert limit is not None
        assert limit.active_slots == 0


@pytest.mark.usefixtures("prefect_server")
async def test_a_start_after_a_power_loss_lets_the_sweep_begin_again(office: Office) -> None:
    await register.post_everything(office.ledger)
    own = next(one for one in deployments.standing() if one.flow is sweep.sweep)
    async with get_client() as client:
        deployment = await client.read_deployment_by_name(own.full_name)
        lost = await begun(client, deployment, Pending(), Running())
        with time_machine.travel(clock.machine() + LATER, tick=True):
            await register.post_everything(office.ledger)
        assert (await client.read_flow_run(lost.id)).state_name == plan_runs.LOST


@pytest.fixture
def ledger(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("DONDOC_DATABASE_URL", database_url)
    made = ledger_access.ledger()
    made.upgrade()
    return made


def test_long_work_keeps_its_turn_and_the_next_comes_when_it_ends(ledger: Ledger) -> None:
    beats = threading.Event()
    name = turn_of("dai")

    def renewed() -> bool:
        with ledger.read() as session:
            return leases.current(session, name, clock.machine() + timedelta(seconds=0.2)) is not None

    with turn(ledger, name, seconds=0.6) as ours:
        assert ours
        # Three times as long as the turn was taken for.
        for _ in range(18):
            beats.wait(0.1)
        assert renewed()
        with turn(ledger, name) as theirs:
            assert not theirs
    with ledger.read() as session:
        assert not at_work(session, name)
    ledger.dispose()


def test_the_turn_of_a_process_that_was_killed_is_free_at_once_and_on_another_machine_when_it_lapses(
    ledger: Ledger,
) -> None:
    code = (
        "import os, signal\nfrom tasks import ledger_access\nfrom tasks.turn_lock import turn\n"
        "with turn(ledger_access.ledger(), 'plan:x'): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60, cwd=HOUSE)
    now = clock.machine()
    with ledger.read() as session:
        assert leases.current(session, "plan:x", now) is not None
        assert not at_work(session, "plan:x")
    with ledger.begin() as session:
        assert leases.take(session, "plan:y", "elsewhere/1/x", now, 300)
    with ledger.read() as session:
        assert at_work(session, "plan:y")
    with time_machine.travel(now + timedelta(seconds=301), tick=True), ledger.read() as session:
        assert not at_work(session, "plan:y")
    ledger.dispose()


def test_who_has_lost_a_turn_does_not_take_it_back_by_renewing(ledger: Ledger) -> None:
    now = clock.machine()
    with ledger.begin() as session:
        assert leases.take(session, "plan:z", "first/1/a", now, 10)
        assert leases.take(session, "plan:z", "second/1/b", now + timedelta(seconds=11), 10)
        assert not leases.renew(session, "plan:z", "first/1/a", now, 10)
        assert leases.renew(session, "plan:z", "second/1/b", now, 10)
    ledger.dispose()


def test_what_is_written_after_the_turn_was_lost_is_not_kept_and_of_letters_it_is(ledger: Ledger) -> None:
    name = turn_of("mat")
    with turn(ledger, name) as ours:
        assert ours
        assert not lost(ledger)
        with ledger.begin() as session:
            stored_settings.put(session, "before", {"kept": True})
        taken_over(ledger, name)
        assert lost(ledger)
        with pytest.raises(LostLease, match="plan:mat: lượt đã chuyển"), ledger.begin() as session:
            stored_settings.put(session, "after", {"kept": True})
        with leases.unfenced(), ledger.begin() as session:
            stored_settings.put(session, "letter", {"kept": True})
    with ledger.read() as session:
        kept = [key for key in ("before", "after", "letter") if stored_settings.get(session, key)]
        assert kept == ["before", "letter"]
        # Whoever took it has it still: the end of ours did not give it away.
        assert leases.holder(session, name) == "elsewhere/1/x"
    ledger.dispose()


def test_nobody_takes_a_turn_between_the_look_and_the_commit(ledger: Ledger) -> None:
    """A second holder, in a connection of its own, waits until what the first writes is kept."""
    name, looked, order = turn_of("khít"), threading.Event(), list[str]()

    def second() -> None:
        looked.wait(30)
        taken_over(ledger, name)
        order.append("second")

    other = threading.Thread(target=second)
    other.start()
    with turn(ledger, name):
        with ledger.begin() as session:
            stored_settings.put(session, "first", {})
            leases.fence(session)
            looked.set()
            other.join(0.3)
            order.append("first")
        other.join(30)
    assert order == ["first", "second"]
    ledger.dispose()


def taken_over(ledger: Ledger, name: str) -> None:
    """Another machine believes that we are dead: it comes after our lease has lapsed by its clock."""

    def take() -> None:
        with ledger.begin() as session:
            assert leases.take(session, name, "elsewhere/1/x", clock.machine() + timedelta(hours=1), 300)

    thread = threading.Thread(target=take)
    thread.start()
    thread.join(30)


@pytest.mark.usefixtures("prefect_server")
async def test_a_run_that_loses_its_turn_stops_and_leaves_the_rest_to_the_other(office: Office) -> None:
    name, came = turn_of(office.code), list[bool]()

    taken = select(SettingRow.key).where(SettingRow.key == f"lease:{name}")

    def come(_session: Session, _transaction: object, connection: Connection) -> None:
        """The other machine comes as the run looks for the first time at what there is to do."""
        looks = connection.get_execution_options().get("looks_only")
        if looks and not came and connection.scalar(taken):
            came.append(True)
            taken_over(office.ledger, name)

    before = office.notices()
    event.listen(Session, "after_begin", come)
    try:
        state = await cascade_plan(office.code, return_state=True)
    finally:
        event.remove(Session, "after_begin", come)
    assert came
    assert state.is_completed()
    assert state.message == "dừng giữa chừng: lượt đã chuyển sang một tiến trình khác"
    assert office.notices() == before
    with office.ledger.read() as session:
        assert leases.holder(session, name) == "elsewhere/1/x"
        assert not hindrances.listed(session)


COMPARE = """
import json, sys
from prefect.events import AutomationCore
from flows import automations
from flows.deployed import posting
wanted = automations._lost_runs(automations.BEATS)
for line in sys.stdin:
    told = json.loads(line)
    same = told and automations._same(AutomationCore.model_validate(told), wanted)
    print(same if told else wanted.model_dump_json())
"""


def test_an_automation_is_the_same_whatever_the_order_its_sets_are_written_in() -> None:
    def run(seed: int, *given: str) -> list[str]:
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        answer = subprocess.run(
            [sys.executable, "-c", COMPARE],
            input="\n".join(given),
            env=environment,
            cwd=HOUSE,
            capture_output=True,
            text=True,
            check=True,
            timeout=90,
        )
        return answer.stdout.splitlines()

    written = [run(seed, "null") for seed in (1, 2, 3)]
    assert len({str(one) for one in written}) > 1  # the order is not the same; that is the point
    assert run(4, *(one for (one,) in written)) == ["True"] * 3
