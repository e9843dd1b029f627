"""What servers of the offices hold since revision 3b8b56b, as it stands there: it runs by today's code.

A server keeps names and dotted entrypoints for years; nothing here is worked out from the code.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from prefect import Flow
from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.core import Block
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.events.actions import DoNothing
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.flows import load_flow_from_entrypoint

from cascade.lang.refusal import Refusal
from flows import deployments, register
from flows.forms import form_reading
from flows.forms.form_models import AskNow, FixConference
from models.database import stored_settings
from tests.flows.conftest import Office

pytestmark = pytest.mark.usefixtures("prefect_server")
ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True)
class Stored:
    """One deployment as the server has it."""

    flow: str
    name: str
    entrypoint: str
    tags: tuple[str, ...]
    queue: str
    cron: str | None = None
    parameters: Mapping[str, Any] | None = None
    limit: int | None = None

    @property
    def full_name(self) -> str:
        """As the server finds it."""
        return f"{self.flow}/{self.name}"


_OPS, _FORM = ("dondoc", "vận hành"), ("dondoc", "biểu mẫu")
STANDING = (
    Stored("Quét việc đến hạn", "Mỗi 5 phút", "flows.sweep.sweep", _OPS, "khan", "*/5 * * * *", limit=1),
    Stored("Đối chiếu sổ", "Hằng đêm", "flows.watch.audit", _OPS, "tong-hop", "30 1 * * *", limit=1),
    Stored("Triển khai kế hoạch", "Theo mã kế hoạch", "flows.plan.cascade_plan", _OPS, "thuong"),
    Stored("Ban hành kế hoạch", "1 · Ban hành kế hoạch", "flows.board.issue", _FORM, "khan"),
    Stored("Ấn định hội nghị", "2 · Ấn định hội nghị", "flows.board.fix_conference", _FORM, "khan"),
    Stored("Điều chỉnh kế hoạch", "3 · Điều chỉnh kế hoạch", "flows.board.amend", _FORM, "khan"),
    Stored("Gia hạn", "4 · Gia hạn", "flows.board.extend", _FORM, "khan"),
    Stored("Miễn báo cáo", "5 · Miễn báo cáo", "flows.board.exempt", _FORM, "khan"),
    Stored("Xét báo cáo", "6 · Xét báo cáo", "flows.board.decide", _FORM, "khan"),
    Stored("Đề nghị báo cáo ngay", "7 · Đề nghị báo cáo ngay", "flows.board.ask_now", _FORM, "khan"),
    Stored("Kết thúc kế hoạch", "8 · Kết thúc kế hoạch", "flows.board.close", _FORM, "khan"),
)
_DUTY = {"who": "Lan", "dry_run": True, "plan": "k1", "unit": "db-so-tai-chinh", "duty": "D1"}
SENT_AHEAD: Mapping[str, Mapping[str, Any]] = {
    "flows.board.issue": {"who": "Lan", "dry_run": True, "file": "can-tho-tw6.yaml"},
    "flows.board.fix_conference": {
        "who": "Lan",
        "dry_run": True,
        "plan": "k1",
        "conference": "C1 · Hội nghị quán triệt (k1)",
        "start": "2022-09-12T07:30:00+07:00",
        "end": None,
        "why": "theo giấy mời",
    },
    "flows.board.amend": {"who": "Lan", "dry_run": True, "file": "can-tho-tw6.yaml", "why": "đổi hạn"},
    "flows.board.extend": {**_DUTY, "until": "2022-10-03", "why": "bão số 4"},
    "flows.board.exempt": {**_DUTY, "why": "đã sáp nhập"},
    "flows.board.decide": {**_DUTY, "verdict": "Tiếp nhận", "why": "", "until": None},
    "flows.board.close": {"who": "Lan", "dry_run": True, "plan": "k1", "confirm": "k1"},
}
"""What the forms were filled with; somebody may have sent one for a later day."""
WITHOUT_DUTY = {"who": "Lan", "dry_run": True, "plan": "k1", "unit": ""}
"""Form 7 asked about all duties at once: whoever sent one ahead is asked which duty is meant."""
AUTOMATIONS = ("dondoc · lượt chạy mất kết nối", "dondoc · quét bị im")
BLOCK_TYPE, BLOCK = "kenh-truc-dondoc", "kenh-truc"


def of_plan(code: str) -> Stored:
    """The deployment of the plan that tests/flows/conftest.py issues."""
    return Stored(
        "Triển khai kế hoạch",
        f"Đảng ủy Khối các cơ quan tỉnh · quán triệt NQ 15 · {code}",
        "flows.plan.cascade_plan",
        ("dondoc", "kế hoạch", f"kế hoạch:{code}"),
        "thuong",
        "0 7 * * *",
        {"plan": code},
        1,
    )


async def put(client: PrefectClient, one: Stored, cron: str | None = None) -> UUID:
    """Make it as it was made then; `cron`: what ops have set since."""
    with suppress(ObjectNotFound):
        await client.delete_deployment((await client.read_deployment_by_name(one.full_name)).id)
    schedule, form = cron or one.cron, one.tags == _FORM
    asked = {"plan": {"title": "plan", "type": "string"}, "as_of": {"title": "as_of", "default": None}}
    return await client.create_deployment(
        flow_id=await client.create_flow_from_name(one.flow),
        name=one.name,
        schedules=[
            DeploymentScheduleCreate(
                schedule=CronSchedule(cron=schedule, timezone=ZONE), active=True, slug="dondoc"
            )
        ]
        if schedule
        else [],
        concurrency_limit=one.limit,
        concurrency_options=ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
        if one.limit
        else None,
        description="như bản cũ viết",
        tags=list(one.tags),
        entrypoint=one.entrypoint,
        parameters=dict(one.parameters or {}),
        parameter_openapi_schema={"title": "Parameters", "type": "object", "properties": asked},
        enforce_parameter_schema=not form,
        work_pool_name="dondoc",
        work_queue_name=one.queue,
    )


async def the_pool(client: PrefectClient) -> None:
    """Then as now: plain processes, three queues."""
    with suppress(ObjectAlreadyExists):
        await client.create_work_pool(WorkPoolCreate(name="dondoc", type="process"))
    known = {queue.name for queue in await client.read_work_queues(work_pool_name="dondoc")}
    for queue, priority in (("khan", 1), ("thuong", 2), ("tong-hop", 3)):
        if queue not in known:
            await client.create_work_queue(queue, work_pool_name="dondoc", priority=priority)


def remember(office: Office, stored: tuple[Stored, ...]) -> None:
    """What the ledger of then knew of what it had put there."""
    with office.ledger.begin() as session:
        for one in stored:
            memo = {"cron": one.cron, "paused": False, "limit": one.limit}
            stored_settings.put(session, f"memo:posted:{one.full_name}", memo)


async def deployed(client: PrefectClient, one: Stored) -> DeploymentResponse:
    return await client.read_deployment_by_name(one.full_name)


@pytest.mark.parametrize("stored", STANDING, ids=[one.entrypoint for one in STANDING])
def test_every_entrypoint_leads_to_the_flow_of_that_name(stored: Stored) -> None:
    flow: Flow[Any, Any] = load_flow_from_entrypoint(stored.entrypoint)
    assert flow.name == stored.flow
    if (filled := SENT_AHEAD.get(stored.entrypoint)) is not None:
        assert flow.validate_parameters({"form": filled})["form"].who == "Lan"


def test_a_form_sent_ahead_that_asks_about_no_duty_is_refused_in_one_line() -> None:
    with pytest.raises(Refusal, match="Nhiệm vụ: còn để trống"):
        form_reading.read(AskNow, WITHOUT_DUTY)


def test_an_empty_day_that_was_sent_ahead_to_call_a_conference_off_is_asked_about() -> None:
    sent = {**SENT_AHEAD["flows.board.fix_conference"], "start": None}
    with pytest.raises(Refusal, match="Hủy hội nghị"):
        form_reading.read(FixConference, sent).begins()


async def run(deployment: UUID, **parameters: Any) -> StateType | None:
    """As a worker does it: a process of its own that is told nothing but the number of the run."""
    async with get_client() as client:
        made = await client.create_flow_run_from_deployment(deployment, parameters=parameters or None)
    environment = {**os.environ, "PREFECT__FLOW_RUN_ID": str(made.id)}
    done = subprocess.run(
        [sys.executable, "-m", "prefect.engine"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    async with get_client() as client:
        return (await client.read_flow_run(made.id)).state_type


@pytest.mark.timeout(400)
async def test_a_run_of_what_is_stored_completes(office: Office) -> None:
    async with get_client() as client:
        await the_pool(client)
        plan = await put(client, of_plan(office.code))
        form = await put(client, STANDING[6])
    assert await run(plan) is StateType.COMPLETED
    assert office.notices().get(("issued", "sent"))
    owed = next(row for row in office.rows() if row.due_at)
    filled = {
        "who": "Lan",
        "dry_run": False,
        "plan": office.code,
        "unit": owed.unit,
        "duty": owed.requirement,
        "until": "2023-12-29",
        "why": "bão số 4",
    }
    assert await run(form, form=filled) is StateType.COMPLETED
    assert next(row for row in office.rows() if row.id == owed.id).extended_until


@pytest.mark.timeout(400)
async def test_posting_brings_what_is_stored_up_to_date_and_doubles_nothing(office: Office) -> None:
    everything = (*STANDING, of_plan(office.code))
    remember(office, everything)
    async with get_client() as client:
        await the_pool(client)
        # Ops had moved the nightly check; that is theirs.
        ids = {
            one.full_name: await put(client, one, "15 2 * * *" if one.name == "Hằng đêm" else None)
            for one in everything
        }
        block = await old_alarm(client)
    posted = {one.name: one for one in await register.post_everything(office.ledger)}
    plan = posted.pop(deployments.of_plan(office.plan).full_name)
    stored = {one.full_name for one in STANDING}
    newer = {one.full_name for one in deployments.standing()} - stored
    # Flows that the old version did not have; other tests on this server may have posted them.
    assert {posted.pop(name).done for name in newer} <= {"made", "as it was"}
    assert set(posted) == stored
    assert {one.done for one in posted.values()} <= {"changed", "as it was"}
    kept = {one.full_name: posted[one.full_name].kept for one in STANDING if posted[one.full_name].kept}
    assert kept == {"Đối chiếu sổ/Hằng đêm": ("giờ chạy = 15 2 * * * (mã: 30 1 * * *)",)}
    async with get_client() as client:
        # A plan's deployment is called otherwise now: the old one is taken along, with what ops had chosen.
        assert plan.done == "made"
        with pytest.raises(ObjectNotFound):
            await deployed(client, of_plan(office.code))
        followed = await client.read_deployment_by_name(plan.name)
        assert [
            one.schedule.cron for one in followed.schedules if isinstance(one.schedule, CronSchedule)
        ] == ["0 7 * * *"]
        for one in STANDING:
            now = await deployed(client, one)
            assert now.id == ids[one.full_name]
            assert (now.entrypoint, now.work_queue_name) == (one.entrypoint, one.queue)
            assert (set(now.tags), now.work_pool_name) == (set(one.tags), "dondoc")
        for name in AUTOMATIONS:
            (automation,) = await client.read_automations_by_name(name)
            assert automation.description != "như bản cũ viết"
        assert await alarm_block(client) == block
    assert isinstance(await Block.aload(f"{BLOCK_TYPE}/{BLOCK}"), NotificationBlock)
    assert {one.done for one in await register.post_everything(office.ledger)} == {"as it was"}
    await register.post_everything(office.ledger, reset=True)


async def old_alarm(client: PrefectClient) -> UUID:
    """The automations of then, once each, and the block that their alarm goes through."""
    for name in AUTOMATIONS:
        for there in await client.read_automations_by_name(name):
            await client.delete_automation(there.id)
        trigger = EventTrigger(expect={"prefect.flow-run.Completed"}, posture=Posture.Reactive, threshold=1)
        await client.create_automation(
            AutomationCore(name=name, description="như bản cũ viết", trigger=trigger, actions=[DoNothing()])
        )
    # Found by its slug alone, as the server finds it.
    block: UUID = await Block.get_block_class_from_key(BLOCK_TYPE)().save(BLOCK, overwrite=True)
    return block


async def alarm_block(client: PrefectClient) -> UUID:
    return (await client.read_block_document_by_name(BLOCK, BLOCK_TYPE)).id
