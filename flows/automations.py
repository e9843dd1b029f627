"""Automations on the server that watch over the watching: for runs that die and for sweeps that stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.events import (
    AutomationCore,
    ChangeFlowRunState,
    EventTrigger,
    Posture,
    SendNotification,
)
from prefect.events.filters import AutomationFilter, AutomationFilterName
from prefect.exceptions import ObjectNotFound

from flows.deployments import SWEEP, load
from flows.ops_channel import OpsChannel
from flows.plan_runs import LOST

BEATS = timedelta(seconds=90)
"""Three heartbeats of a run (every process of ours beats each half minute); then it is taken for dead."""
SILENCE = timedelta(minutes=15)
BLOCK = "kenh-truc"
ALIVE = ("Pending", "Running", "heartbeat")
"""Whoever has said so must say something again: beat once more, or end."""
ENDS = ("Completed", "Failed", "Crashed", "Cancelled", "Cancelling", "Paused", "Suspended", "Scheduled")
"""What a run may become instead of beating once more, besides the names we give ourselves."""


async def arrange(client: PrefectClient, *, beats: timedelta = BEATS, silence: timedelta = SILENCE) -> None:
    """Have our automations on the server, as they are here."""
    arranged = (_lost_runs(beats), _silence(await _block(client), silence))
    named = AutomationFilter(name=AutomationFilterName(any_=[one.name for one in arranged]))
    known = await client.read_automations(automations=named)
    for wanted in arranged:
        there = [one for one in known if one.name == wanted.name]
        if len(there) == 1 and _same(there[0], wanted):
            continue
        for old in there:
            await client.delete_automation(old.id)
        await client.create_automation(wanted)


async def _block(client: PrefectClient) -> UUID:
    """Our channel as the server has it; saved where it is not there, or is not of today's form."""
    try:
        there = await client.read_block_document_by_name(BLOCK, OpsChannel.get_block_type_slug())
    except ObjectNotFound:
        there = None
    today = OpsChannel._calculate_schema_checksum()
    if there is not None and there.block_schema and there.block_schema.checksum == today:
        return there.id
    saved: UUID = await OpsChannel().save(BLOCK, overwrite=True, client=client)
    return saved


def _same(there: AutomationCore, wanted: AutomationCore) -> bool:
    """Whether an automation does what it should; switched off by ops, it stays off."""
    return bool(_told(there) == _told(wanted))


def _told(automation: AutomationCore) -> Any:
    told = {"name", "description", "trigger", "actions"}
    return _ordered(automation.model_dump(mode="json", include=told, exclude={"trigger": {"id"}}))


def _ordered(value: Any) -> Any:
    """A set is written down as a list, in another order in each process."""
    if isinstance(value, dict):
        return {name: _ordered(part) for name, part in value.items()}
    if isinstance(value, list):
        return sorted(value) if all(isinstance(part, str) for part in value) else list(map(_ordered, value))
    return value


def _lost_runs(beats: timedelta) -> AutomationCore:
    """A run that was beating and stopped: its process is gone. The next sweep carries on by itself."""
    told = f"không còn nhịp đập trong {_spoken(beats)}"
    return AutomationCore(
        name="dondoc · lượt chạy mất kết nối",
        description=f"Lượt chạy {told} được đánh dấu {LOST}; lượt quét sau tự làm tiếp.",
        trigger=EventTrigger(
            after=_become(ALIVE),
            expect=_become((*ALIVE, *ENDS)),
            for_each={"prefect.resource.id"},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            posture=Posture.Proactive,
            threshold=1,
            within=beats,
        ),
        actions=[ChangeFlowRunState(state="CRASHED", name=LOST, message=told)],
    )


def _silence(block: UUID, silence: timedelta) -> AutomationCore:
    """No sweep has ended for so long, be it since the last one or since this was put on the server."""
    done = _become(["Completed"])
    told = f"{_spoken(silence)} không có lượt quét nào xong"
    return AutomationCore(
        name="dondoc · quét bị im",
        description=f"{told}: báo kênh kỹ thuật, rồi nhắc lại chừng nào chưa có tín hiệu.",
        trigger=EventTrigger(
            after=done,
            expect=done,
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": load(SWEEP).name},
            posture=Posture.Proactive,
            threshold=1,
            within=silence,
        ),
        actions=[
            SendNotification(
                block_document_id=block,
                subject=f"dondoc: {told}",
                body="Kiểm tra worker và máy chủ Prefect. Không mất gì; khi chạy lại sẽ tự làm tiếp.",
            )
        ],
    )


def _spoken(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds} giây" if seconds % 60 else f"{seconds // 60} phút"


def _become(names: Sequence[str]) -> set[str]:
    return {f"prefect.flow-run.{name}" for name in names}
