"""The story of one plan: guidance, province, district, grassroots down; reports, roll-up, notices up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prefect import flow, runtime
from prefect.client.schemas.objects import State

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.org import format
from flows import register
from models.database import leases
from models.database.leases import LostLease
from models.database.ledger import Session
from models.plans import plans
from models.reminders import escalate
from models.views.plan_views import PlanRecord
from services import snapshot
from services.snapshot import PlanSnapshot
from settings.traces import TraceAct
from tasks import ledger_access
from tasks.board import nodes, prefect_names
from tasks.board.board_labels import Word, called
from tasks.board.branch_agenda import BranchPart, Errand, PartKind, errands
from tasks.board.nodes import Node
from tasks.isolation import RUN, watched, why
from tasks.steps.base_step import finished, run, settle_in, traced
from tasks.steps.collect_reports import collect_reports, follow_guidance, open_what_is_ready
from tasks.steps.deliver import deliver
from tasks.steps.escalate_overdue import escalate_overdue
from tasks.steps.publish import publish
from tasks.steps.roll_up import roll_up
from tasks.steps.schedule_conference import schedule_at_branch, schedule_conference
from tasks.turn_lock import turn, turn_of

FLOW = "Triển khai kế hoạch"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What one run will do, read in one look before it starts."""

    picture: PlanSnapshot
    errands: tuple[Errand, ...]

    @property
    def code(self) -> str:
        """The plan's own name in the ledger."""
        return self.picture.plan.code

    @property
    def now(self) -> datetime:
        """The instant the run works for."""
        return self.picture.now


def run_name() -> str:
    """Đồng Nai · quán triệt TW8 · 24/4/2024"""
    given = runtime.flow_run.parameters
    with ledger_access.ledger().read() as session:
        now = ledger_access.moment(session, given.get("as_of"))
        try:
            return name_of(plans.known(session, given["plan"]), now)
        except Refusal:
            return prefect_names.one_line(given["plan"])  # the run itself will say what is wrong


def name_of(plan: PlanRecord, now: datetime) -> str:
    """How a run of the plan is called."""
    return prefect_names.one_line(f"{called(plan)} · {format.day(day_of(now))}")


@flow(name=FLOW, flow_run_name=run_name)
async def cascade_plan(plan: str, as_of: str | None = None) -> State[None]:
    """Một lượt: thu báo cáo, đôn đốc việc đến hạn, tổng hợp, gửi thông báo, cập nhật các bảng.

    plan: mã kế hoạch; as_of: thời điểm cần xét (để trống: bây giờ). Chạy lại không gửi trùng.
    """
    settle_in()
    with traced(TraceAct.ADVANCE, plan=plan), turn(ledger_access.ledger(), turn_of(plan)) as ours:
        if not ours:
            return finished("nhường một lượt khác của kế hoạch này đang chạy")
        try:
            return await _advance(plan, as_of)
        except LostLease as lost:  # what we had not yet written down, whoever has the turn now does
            return finished(f"dừng giữa chừng: {lost.what}")


async def _advance(plan: str, as_of: str | None) -> State[None]:
    """Refusal: there is no such plan; or the turn was lost on the way (`LostLease`)."""
    ledger = ledger_access.ledger()
    with ledger.read() as session:
        now = ledger_access.moment(session, as_of)
        plans.number(session, plan)  # of a plan that is not there nobody need be told
    with watched(ledger, RUN, plan, now) as apart:
        with ledger.read() as session:
            agenda = _look(session, plan, now)
        state = await _go_down_and_up(agenda)
        with ledger.read() as session:
            leases.fence(session)
        if not state.is_completed():
            apart.fail(plan, state.message)
        await _keep_page(plan)
        return state


async def _keep_page(plan: str) -> None:
    try:
        await register.keep_page(ledger_access.ledger(), plan)
    except Exception as error:  # the round is done and stays so; the next one tries again
        logger.warning("kế hoạch %s: lượt sau mới cập nhật trang: %s", plan, why(error))


def _look(session: Session, plan: str, now: datetime) -> Agenda:
    seen = snapshot.look(session, plan, now)
    return Agenda(seen, errands(seen))


async def _go_down_and_up(agenda: Agenda) -> State[None]:
    code, now = agenda.code, agenda.now
    drawn = {node.key: node for node in nodes.draw(agenda.picture)}
    top = await _announce(agenda, drawn)
    held = await _hold(agenda, drawn, top)
    due = _due(agenda)
    visits = [_visit(errand, agenda, held or [top], due) for errand in agenda.errands]
    ends = [state for visited in await asyncio.gather(*visits) for state in visited]
    above = "Đôn đốc qua cấp trên và cơ quan theo dõi"
    pressed = await run(escalate_overdue, ends or held or [top], above, code, now)
    total = await run(roll_up, [pressed], drawn[nodes.ROLL_UP].label, code, now)
    sent = await run(deliver, [total], "Gửi thông báo", now)
    shown = await run(publish, [sent], "Cập nhật toàn cảnh và các bảng", code, now)
    for state in (top, *held, *ends, pressed, total, sent, shown):
        if _ours(state):
            return state
    return finished(f"{total.message}; {sent.message}")


def _ours(state: State[None]) -> bool:
    """Whether a step of ours went wrong. A unit that is late is red too, but that is no fault of the run."""
    return (state.is_failed() and state.name != Word.OVERDUE) or state.is_crashed()


async def _announce(agenda: Agenda, drawn: dict[str, Node]) -> State[None]:
    """Guidance from above, then the plan itself."""
    guides = [drawn[key] for key in drawn[nodes.PLAN].parents]
    above = [await run(follow_guidance, [], guide.label, guide.message) for guide in guides]
    return await run(open_what_is_ready, above, drawn[nodes.PLAN].label, agenda.code, agenda.now)


async def _hold(agenda: Agenda, drawn: dict[str, Node], top: State[None]) -> list[State[None]]:
    """The conferences, each after those that come before it."""
    states: dict[str, State[None]] = {}
    for meeting in agenda.picture.meetings:
        node = drawn[nodes.meeting_key(meeting.conference)]
        before = [states[key] for key in node.parents if key in states] or [top]
        states[node.key] = await run(
            schedule_conference, before, node.label, agenda.code, meeting.conference, agenda.now
        )
    return list(states.values())


def _due(agenda: Agenda) -> frozenset[str]:
    """The branches in which a rung has come due; in the others nobody is pressed, and nothing is drawn."""
    with ledger_access.ledger().read() as session:
        found = escalate.parts(session, plans.number(session, agenda.code), agenda.now, most=0)
    return frozenset(found)


async def _visit(
    errand: Errand, agenda: Agenda, before: Sequence[State[None]], due: frozenset[str]
) -> list[State[None]]:
    """One branch: its part in the conference, its own reports, its grassroots, then whoever is late."""
    last = list(before)
    for part in errand.parts:
        last = [await _look_at(part, errand, agenda, last)]
    if due.isdisjoint(errand.branches):
        return last if errand.parts else []
    label = f"{errand.name} · đôn đốc"
    return [await run(escalate_overdue, last, label, agenda.code, agenda.now, errand.branches)]


async def _look_at(
    part: BranchPart, errand: Errand, agenda: Agenda, before: list[State[None]]
) -> State[None]:
    if part.kind is PartKind.CONFERENCE:
        return await run(schedule_at_branch, before, part.label, part)
    return await run(collect_reports, before, part.label, agenda.code, errand.branches, part, agenda.now)
