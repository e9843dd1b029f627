"""A plan's whole life as one run in the Prefect UI: a bar for each branch, on the real dates, to its end.

The run has no process behind it. Its bars are told to the server in the events Prefect's own engine sends;
the server keeps one row for each (run, task_key, dynamic_key), and a later event replaces an earlier one.
What was told is remembered in the ledger, so that only what changed is told again; the server is asked only
whether it heard. If a new Prefect changes any of this, tests/flows/test_plan_life.py fails.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import FlowRunCreate, LogCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.events import Event
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled, to_state_create

from cascade.org import format
from models.database import clock, stored_settings
from models.database.ledger import Ledger, Session
from models.org.officers import board_ids
from services.snapshot import PlanSnapshot
from tasks.board import nodes, prefect_names
from tasks.board.board_labels import Look, Word, called, tag
from tasks.board.nodes import Node

FLOW = "Toàn cảnh kế hoạch"
ABOUT = (
    "Mỗi thanh là một đảng bộ, từ hội nghị (chưa họp: từ ngày giao việc) đến ngày xong: xanh dương đang làm, "
    "xanh lá đã xong, cam có đơn vị quá hạn, đỏ quá hạn từ một nửa trở lên. Bảng và bản tổng hợp ở thẻ "
    "Artifacts, nhật ký ở thẻ Logs."
)
_BATCH = 100
"""Events in one request."""
_LIMIT = 200
"""Rows the server hands out at once; a picture has fewer nodes."""
_FRESH = timedelta(hours=1)
"""So soon after the issue the run may take its start from the server's clock."""
_PLAYED = timedelta(days=1)
"""So far from the machine's clock the plan lives on one of its own."""


@dataclass
class ShownRun:
    """What we have told the server about one plan, as the ledger remembers it."""

    run: UUID | None = None
    nodes: dict[str, str] = field(default_factory=dict)
    """Node -> digest of what was told."""
    unheard: set[str] = field(default_factory=set)
    """Told, but not yet seen to have arrived: a server that is killed loses what it was about to write."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What one projection did."""

    run: UUID
    events: int


async def project(ledger: Ledger, picture: PlanSnapshot, *, verify: bool = False) -> Projection:
    """Bring the plan's run up to date. `verify`: ask the server for every bar, not only for recent ones."""
    wanted = {node.key: node for node in drawn(picture)}
    with ledger.read() as session:
        told = recall(session, picture.plan.code)
    async with get_client() as client:
        run = await _run(client, picture, told.run)
        if run.id != told.run:
            told = ShownRun(run.id)
        if told.unheard or verify:
            await _check(client, told)
        news = [node for key, node in wanted.items() if told.nodes.get(key) != node.digest]
        gone = [key for key in told.nodes if key not in wanted]
        await send_events(
            client, [_event(run.id, node) for node in (*news, *(_off(key, picture) for key in gone))]
        )
        await _name_and_state(client, run, picture)
    told.nodes = {**told.nodes, **{node.key: node.digest for node in news}}
    told.unheard |= {node.key for node in news}
    for key in gone:
        del told.nodes[key]
    with ledger.begin() as session:
        _remember(session, picture.plan.code, told)
    return Projection(run.id, len(news) + len(gone))


async def send_events(client: PrefectClient, events: Sequence[Event]) -> None:
    """Hand over the events; when this returns the server has them all."""
    for first in range(0, len(events), _BATCH):
        batch = [event.model_dump(mode="json") for event in events[first : first + _BATCH]]
        await client.request("POST", "/events", json=batch)


async def note(client: PrefectClient, run: UUID, picture: PlanSnapshot) -> None:
    """A line in the run's log: the diary of the plan, under the dates it lived them."""
    done = sum(branch.counts.received for branch in picture.branches)
    expected = sum(branch.counts.expected for branch in picture.branches)
    late = sum(branch.counts.late for branch in picture.branches)
    overdue = sum(branch.counts.overdue for branch in picture.branches)
    more = f"báo cáo chậm {format.number(late)} · quá hạn {format.number(overdue)}"
    told = f"đã báo cáo {format.share(done, expected)} · {more}"
    level = logging.WARNING if overdue else logging.INFO
    line = LogCreate(name="nhật ký", level=level, message=told, timestamp=picture.now, flow_run_id=run)
    await client.create_logs([line])


def recall(session: Session, code: str) -> ShownRun:
    """What was told about a plan."""
    memo = stored_settings.get(session, board_ids.LIFE + code)
    if memo is None:
        return ShownRun()
    return ShownRun(UUID(memo["run"]), dict(memo["nodes"]), set(memo["unheard"]))


def _remember(session: Session, code: str, told: ShownRun) -> None:
    memo = {"run": str(told.run), "nodes": told.nodes, "unheard": sorted(told.unheard)}
    stored_settings.put(session, board_ids.LIFE + code, memo)


async def _run(client: PrefectClient, picture: PlanSnapshot, known: UUID | None) -> FlowRun:
    if known is not None:
        try:
            return await client.read_flow_run(known)
        except ObjectNotFound:
            pass  # somebody deleted it by hand: here is another
    return await _create(client, picture)


async def _create(client: PrefectClient, picture: PlanSnapshot) -> FlowRun:
    code = picture.plan.code
    wanted = FlowRunCreate(
        flow_id=await client.create_flow_from_name(FLOW),
        name=_name(picture),
        tags=[tag(code)],
        parameters={"kế hoạch": code},
        # Two projections at once get the same run.
        idempotency_key=f"life:{code}",
        state=to_state_create(_first_state(picture)),
    )
    response = await client.request(
        "POST", "/flow_runs/", json=wanted.model_dump(mode="json", exclude={"id"})
    )
    return await client.read_flow_run(response.json()["id"])


def _first_state(picture: PlanSnapshot) -> State[Any]:
    """Running from its first instant, or, where that instant is long past, only expected since then.

    The server stamps a running state with its own clock, and the picture takes its scale from there: months
    of bars beside a run of a few seconds are drawn too thin to see. The expected start may lie in the past.
    """
    if clock.machine() - picture.start <= _FRESH:
        return State(type=StateType.RUNNING, name=Word.RUNNING)
    return Scheduled(scheduled_time=picture.start, name=Word.RUNNING)


def _played(picture: PlanSnapshot) -> bool:
    """Whether the plan runs on a clock of its own (a demo)."""
    return abs(clock.machine() - picture.now) > _PLAYED


async def _name_and_state(client: PrefectClient, run: FlowRun, picture: PlanSnapshot) -> None:
    if run.name != _name(picture):
        await client.update_flow_run(run.id, name=_name(picture))
    closed = picture.plan.closed_at is not None
    name = Word.ENDED if closed else Word.RUNNING
    # A run that never was RUNNING has no start of its own and must not get one: it stays PAUSED to its end.
    alive = StateType.RUNNING if run.start_time else StateType.PAUSED
    wanted = StateType.COMPLETED if closed and run.start_time else alive
    if (run.state_type, run.state_name) != (wanted, name):
        state = State[Any](type=wanted, name=name, message=ABOUT)
        await client.set_flow_run_state(run.id, state, force=True)


def _name(picture: PlanSnapshot) -> str:
    return prefect_names.one_line(f"{called(picture.plan)} · toàn cảnh")


async def _check(client: PrefectClient, told: ShownRun) -> None:
    """Forget what we told and the server does not have, so that it is told again."""
    rows = await client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[told.run])), limit=_LIMIT
    )
    heard = {row.dynamic_key: row.task_version for row in rows}
    told.nodes = {key: digest for key, digest in told.nodes.items() if heard.get(key) == digest}
    told.unheard = set()


def drawn(picture: PlanSnapshot) -> Iterator[Node]:
    """The bars; on a clock of its own an open one ends at that clock's now, not at the machine's."""
    played = _played(picture)
    for node in nodes.draw(picture):
        end = picture.now if played and node.end is None else node.end
        yield replace(node, end=max(end, node.start)) if end is not None else node


def _off(key: str, picture: PlanSnapshot) -> Node:
    """A bar that is no more: Prefect cannot forget one, so it shrinks to a point and turns grey."""
    return Node(key, "thôi giao", Word.CALLED_OFF, Look.OFF, picture.start, picture.start)


def _event(run: UUID, node: Node) -> Event:
    """What the engine emits when a task run changes state (its emit_task_run_state_change_event)."""
    end, label, told = (
        node.end,
        prefect_names.one_line(node.label),
        prefect_names.one_line(node.message, prefect_names.TALE),
    )
    task_run: dict[str, Any] = {
        "task_key": FLOW,
        "dynamic_key": node.key,
        "name": label,
        "task_version": node.digest,
        "run_count": 1,
        "task_inputs": {
            "parents": [{"input_type": "task_run", "id": str(node_id(run, key))} for key in node.parents]
        },
        "expected_start_time": node.start.isoformat(),
        "start_time": node.start.isoformat(),
        # None has to be said: a bar that was done and is owed again loses its end.
        "end_time": end.isoformat() if end else None,
        "total_run_time": (end - node.start).total_seconds() if end else 0,
    }
    state = {"type": node.look.value, "name": node.word.value, "message": told or None}
    return Event(
        event=f"prefect.task-run.{node.word.value}",
        resource={
            "prefect.resource.id": f"prefect.task-run.{node_id(run, node.key)}",
            "prefect.resource.name": label,
            "prefect.run-count": "1",
            "prefect.orchestration": "client",
            "prefect.state-type": node.look.value,
            "prefect.state-name": node.word.value,
            "prefect.state-message": told,
        },
        related=[
            {"prefect.resource.id": f"prefect.flow-run.{run}", "prefect.resource.role": "flow-run"},
        ],
        payload={
            "intended": {"from": None, "to": node.look.value},
            "initial_state": None,
            "validated_state": {**state, "state_details": {}, "data": None},
            "task_run": task_run,
        },
    )


def node_id(run: UUID, key: str) -> UUID:
    """The same bar has the same id every time."""
    return uuid5(run, key)
