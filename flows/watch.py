"""Watches over the watching: a nightly check, and automations for runs that die and sweeps that stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.events import (
    AutomationCore,
    ChangeFlowRunState,
    EventTrigger,
    Posture,
    SendNotification,
)

from flows.ops_channel import OpsChannel
from flows.sweep import SWEEP
from models import clock, plans
from models.outbox import ops
from models.records import PlanState
from tasks import auditing, door, picture, plan_life
from tasks.steps import finished

LOST = "Mất kết nối"
BEATS = timedelta(seconds=90)
"""Three heartbeats of a run; then it is taken for dead."""
SILENCE = timedelta(minutes=15)
BLOCK = "kenh-truc"
ENDS = ("Completed", "Failed", "Crashed", "Cancelled", "Cancelling", "Paused", "Suspended")
"""What a run may become instead of beating once more, besides the names we give ourselves."""


@flow(name="Đối chiếu sổ")
async def audit() -> State[None]:
    """Tìm chỗ bất thường trong sổ, so lại từng thanh trong toàn cảnh, báo kênh trực nếu có điều cần xem."""
    ledger = door.ledger()
    with ledger.begin() as session:
        now = clock.now(session)
        found = list(auditing.amiss(session, now))
        if found:
            ops.wake(session, "audit", "; ".join(found), now)
    mended = await _look_again()
    if found:
        return finished(f"có điều cần xem: {'; '.join(found)}")
    return finished(f"không có gì bất thường; sửa lại {mended} thanh trong toàn cảnh")


async def _look_again() -> int:
    """Compare every bar of every running plan with what the server has, and put right what differs."""
    ledger = door.ledger()
    with ledger.read() as session:
        now = clock.now(session)
        running = [one for one in plans.all_plans(session) if one.state is PlanState.RUNNING]
        drawn = [picture.look(session, record.code, now) for record in running]
    return sum([(await plan_life.project(ledger, one, verify=True)).events for one in drawn])


async def arrange(client: PrefectClient) -> None:
    """Have our automations on the server, as they are here."""
    block = await OpsChannel().save(BLOCK, overwrite=True)
    for wanted in (_lost_runs(), _silence(block)):
        there = await client.read_automations_by_name(wanted.name)
        if len(there) == 1 and _same(there[0], wanted):
            continue
        for old in there:
            await client.delete_automation(old.id)
        await client.create_automation(wanted)


def _same(there: AutomationCore, wanted: AutomationCore) -> bool:
    """Whether an automation does what it should; switched off by ops, it stays off."""
    told = {"name", "description", "trigger", "actions"}
    mine = wanted.model_dump(mode="json", include=told, exclude={"trigger": {"id"}})
    return there.model_dump(mode="json", include=told, exclude={"trigger": {"id"}}) == mine


def _lost_runs() -> AutomationCore:
    """A run that was beating and stopped: its process is gone. The next sweep carries on by itself."""
    return AutomationCore(
        name="dondoc · lượt chạy mất kết nối",
        description="Lượt chạy ngừng đập quá 90 giây được đánh dấu Mất kết nối; lượt quét sau tự làm tiếp.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *_ended(ENDS)},
            for_each={"prefect.resource.id"},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            posture=Posture.Proactive,
            threshold=1,
            within=BEATS,
        ),
        actions=[ChangeFlowRunState(state="CRASHED", name=LOST, message="không còn nhịp đập trong 90 giây")],
    )


def _silence(block: UUID) -> AutomationCore:
    """A sweep has ended, and for a quarter of an hour no other has."""
    done = {"prefect.flow-run.Completed"}
    return AutomationCore(
        name="dondoc · quét bị im",
        description="15 phút không có lượt quét nào xong: báo kênh trực.",
        trigger=EventTrigger(
            after=done,
            expect=done,
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": SWEEP},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENCE,
        ),
        actions=[
            SendNotification(
                block_document_id=block,
                subject="dondoc: 15 phút không có lượt quét nào xong",
                body="Kiểm tra worker và máy chủ Prefect. Không mất gì; khi chạy lại sẽ tự làm tiếp.",
            )
        ],
    )


def _ended(names: Sequence[str]) -> list[str]:
    return [f"prefect.flow-run.{name}" for name in names]
