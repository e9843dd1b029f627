"""Every night: a backup that was tried, and what Prefect keeps of long ago is cleared away."""

from __future__ import annotations

from datetime import timedelta

from anyio import to_thread
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from cascade.calendar.zone import day_of
from cascade.org import format
from flows import plan_runs
from models.database import clock
from models.migrations.carrying import ledger_copies
from models.outbox import ops_notices
from services.figures import weekly_letter
from services.keeping import back_up as backups
from settings.keeping_settings import BACKUP_KEY_FILE, RUNS_DAYS
from tasks import ledger_access, pruning
from tasks.isolation import why
from tasks.steps.base_step import finished
from tasks.turn_lock import turn


def _on(what: str) -> str:
    return f"{what} · {format.day(day_of(clock.machine()))}"


@flow(name="Sao lưu", flow_run_name=lambda: _on("Sao lưu"))
async def back_up() -> State[None]:
    """Sao lưu mọi thứ thành một tệp, khôi phục thử tệp ấy, bỏ những bản không cần giữ nữa."""
    ledger = ledger_access.ledger()
    with turn(ledger, plan_runs.BACKUP_TURN) as ours:
        if not ours:
            return finished("nhường một lượt sao lưu khác đang chạy")
        if ledger_copies.closed_to_us(ledger):
            # With a role for each process ops have cron make them; the auditor tells when none comes.
            return finished("tiến trình này không được đọc mọi bảng: sao lưu do vai dondoc_backup làm")
        try:
            # Minutes on a nation's ledger: the run goes on showing that it lives.
            made = await to_thread.run_sync(backups.back_up, ledger, None, BACKUP_KEY_FILE.get())
        except Exception as trouble:  # no tool, a full disk, a database that is away
            with ledger.begin() as session:
                ops_notices.wake(session, "backup", f"sao lưu không xong: {why(trouble)}", clock.now(session))
            raise
    return finished(f"{made.rows} dòng, {made.size / 1_000_000:.1f} MB, đã khôi phục thử")


@flow(name="Bản tin tuần", flow_run_name=lambda: _on("Bản tin tuần"))
async def weekly() -> State[None]:
    """Gửi mỗi văn phòng đã bật bản tin về các kế hoạch của mình; mỗi tuần một bản, chạy lại không thêm."""
    with ledger_access.ledger().begin() as session:
        queued = weekly_letter.send(session, clock.now(session))
    return finished(f"{queued} bản tin chờ gửi")


@flow(name="Dọn bảng theo dõi", flow_run_name=lambda: _on("Dọn bảng theo dõi"))
async def prune() -> State[None]:
    """Xóa lượt chạy và bảng đã quá cũ trên bảng theo dõi; dữ liệu của dondoc không bị động tới."""
    ledger = ledger_access.ledger()
    with turn(ledger, plan_runs.PRUNE_TURN) as ours:
        if not ours:
            return finished("nhường một lượt dọn khác đang chạy")
        before = clock.machine() - timedelta(days=RUNS_DAYS.get())
        async with get_client() as client:
            gone = await pruning.prune(client, ledger, before)
    return finished(f"đã xóa {gone.runs} lượt chạy, {gone.artifacts} bảng")
