"""Watches over the watching: a nightly check of the ledger, of what it stands on and of what is shown."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from anyio import to_thread
from prefect import flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.client.schemas.responses import DeploymentResponse

from cascade.calendar.zone import day_of
from cascade.notices.audit_kinds import AuditKind
from cascade.org import format
from flows import deployments, plan_runs, register
from models.database import clock
from models.database.leases import LostLease
from models.database.ledger import Ledger
from models.org.officers import clear_past
from models.plans import plans
from services import snapshot
from services.answers.files import take_files
from services.auditing import auditor, follow_up, machine_checks, sealed_log
from services.auditing.auditor import AuditFinding
from services.auditing.machine_checks import Around, BoardSeen
from tasks import ledger_access
from tasks.board import plan_run
from tasks.board.board_labels import tag
from tasks.isolation import AUDIT, Apart
from tasks.steps.base_step import finished
from tasks.turn_lock import turn

logger = logging.getLogger(__name__)


def run_name() -> str:
    """Đối chiếu sổ · 22/11/2026"""
    return f"Đối chiếu dữ liệu · {format.day(day_of(clock.machine()))}"


@flow(name="Đối chiếu sổ", flow_run_name=run_name)
async def audit() -> State[None]:
    """Tìm chỗ bất thường trong sổ, so lại từng thanh trong toàn cảnh, báo kênh trực nếu có điều cần xem."""
    with turn(ledger_access.ledger(), plan_runs.AUDIT_TURN) as ours:
        if not ours:
            return finished("nhường một lượt đối chiếu khác đang chạy")
        try:
            return await _audit()
        except LostLease as lost:
            return finished(f"dừng giữa chừng: {lost.what}")


async def _audit() -> State[None]:
    ledger = ledger_access.ledger()
    with ledger.begin() as session:
        clear_past.clear(session, clock.now(session))
        take_files.clear_forgotten(session, clock.now(session))
    async with get_client() as client:
        seen = await board_seen(client, ledger)
        if seen.missing and (pool := await plan_runs.own_pool(client)):
            await register.post_everything(ledger, pool=pool)
            seen = await board_seen(client, ledger)
    await to_thread.run_sync(_seal, ledger)
    with ledger.read() as session:
        now = clock.now(session)
        found = auditor.look(session, now, Around(board=lambda: seen))
    left = _follow(ledger, found, now)
    bars = await _look_again()
    if left:
        return finished(f"có cảnh báo: {'; '.join(one.why for one in left)}")
    mended = f", {len(found)} chỗ trong dữ liệu" if found else ""
    return finished(f"không có gì bất thường; sửa lại {bars} thanh trong toàn cảnh{mended}")


def _seal(ledger: Ledger) -> None:
    """What goes wrong here is told by the rows that wait; the rest is looked at all the same."""
    try:
        with ledger.read() as session:
            now, ours = clock.now(session), not list(machine_checks.schema(session))
        if ours:
            sealed_log.nightly(ledger, now)
    except Exception:
        logger.exception("niêm phong nhật ký")


def _follow(ledger: Ledger, found: list[AuditFinding], now: datetime) -> list[AuditFinding]:
    """What is left after what is safe was mended; ops hear of it once."""
    if any(one.kind in (AuditKind.SCHEMA_AHEAD, AuditKind.SCHEMA_BEHIND) for one in found):
        return found  # nothing is written into a ledger of another shape
    with ledger.begin() as session:
        left = follow_up.mend(session, found, now)
        follow_up.tell(session, left, now)
    return left


async def board_seen(client: PrefectClient, ledger: Ledger) -> BoardSeen:
    """Which of our schedules are not on the server or have no hour, and how its clock goes."""
    standing = {one.full_name: one.entrypoint for one in deployments.standing() if one.cron}
    there = await client.read_deployments(deployment_filter=plan_runs.tagged(deployments.OPS_TAGS))
    timed = {one.entrypoint for one in there if _timed(one)}
    missing = [name for name, entrypoint in standing.items() if entrypoint not in timed]
    posted = await plan_runs.deployments(client)
    with ledger.read() as session:
        running = [one.code for one in plans.running(session)]
    missing += [code for code in running if tag(code) not in posted]
    return BoardSeen(missing, await _skew(client))


def _timed(deployment: DeploymentResponse) -> bool:
    return not deployment.paused and any(one.active for one in deployment.schedules)


async def _skew(client: PrefectClient) -> timedelta:
    """The server's clock less ours, to the second; taken in the middle of the asking."""
    before = datetime.now(UTC)
    told = (await client.hello()).headers.get("Date")
    middle = before + (datetime.now(UTC) - before) / 2
    return parsedate_to_datetime(told) - middle if told else timedelta()


async def _look_again() -> int:
    """Compare every bar of every running plan with what the server has, and put right what differs."""
    ledger = ledger_access.ledger()
    with ledger.read() as session:
        now = clock.now(session)
        running = plans.running(session)
    apart, mended = Apart(AUDIT), 0
    for record in running:
        with apart.plan(record.code):
            with ledger.read() as session:
                drawn = snapshot.look(session, record.code, now)
            mended += (await plan_run.project(ledger, drawn, verify=True)).events
    apart.settle(ledger, now)
    return mended
