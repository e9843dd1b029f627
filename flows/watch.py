"""Watches over the watching: a nightly check of the ledger and of what is shown."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from cascade.calendar.zone import day_of
from cascade.org import format
from flows import plan_runs
from models.database import clock
from models.org.officers import clear_past
from models.outbox import ops_notices
from models.plans import plans
from models.views.plan_views import PlanState
from services import snapshot
from tasks import health_checks, ledger_access
from tasks.board import plan_run
from tasks.isolation import AUDIT, Apart
from tasks.steps.base_step import finished
from tasks.turn_lock import turn


def run_name() -> str:
    """Đối chiếu sổ · 22/11/2026"""
    return f"Đối chiếu dữ liệu · {format.day(day_of(clock.machine()))}"


@flow(name="Đối chiếu sổ", flow_run_name=run_name)
async def audit() -> State[None]:
    """Tìm chỗ bất thường trong sổ, so lại từng thanh trong toàn cảnh, báo kênh trực nếu có điều cần xem."""
    with turn(ledger_access.ledger(), plan_runs.AUDIT_TURN) as ours:
        if not ours:
            return finished("nhường một lượt đối chiếu khác đang chạy")
        return await _audit()


async def _audit() -> State[None]:
    ledger = ledger_access.ledger()
    with ledger.begin() as session:
        clear_past.clear(session, clock.now(session))
    with ledger.begin() as session:
        now = clock.now(session)
        found = list(health_checks.amiss(session, now))
        if found:
            ops_notices.wake(session, "audit", "; ".join(found), now)
    mended = await _look_again()
    if found:
        return finished(f"có cảnh báo: {'; '.join(found)}")
    return finished(f"không có gì bất thường; sửa lại {mended} thanh trong toàn cảnh")


async def _look_again() -> int:
    """Compare every bar of every running plan with what the server has, and put right what differs."""
    ledger = ledger_access.ledger()
    with ledger.read() as session:
        now = clock.now(session)
        running = [one for one in plans.all_plans(session) if one.state is PlanState.RUNNING]
    apart, mended = Apart(AUDIT), 0
    for record in running:
        with apart.plan(record.code):
            with ledger.read() as session:
                drawn = snapshot.look(session, record.code, now)
            mended += (await plan_run.project(ledger, drawn, verify=True)).events
    apart.settle(ledger, now)
    return mended
