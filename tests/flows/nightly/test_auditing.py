"""The watch flow and the sweep as auditors: schedules on a real server, and what ops hear at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prefect.client.orchestration import get_client
from sqlalchemy import select

from cascade.notices.audit_kinds import AuditKind
from flows import deployments, register, sweep, watch
from models.database import audit_chain, clock
from models.tables import AuditRow
from services.auditing import follow_up
from services.keeping import log_heads, newest_backup
from services.keeping.newest_backup import NewestBackup
from tests.flows.conftest import Office


@pytest.fixture
def kept(office: Office) -> Office:
    """Backed up last night."""
    with office.ledger.begin() as session:
        made = NewestBackup(clock.machine().isoformat(), "/sao-luu/1", "may-1", 1, 1, False, "restored")
        newest_backup.remember(session, made)
    return office


@pytest.mark.usefixtures("prefect_server")
async def test_schedules_that_are_gone_or_have_no_hour_are_missed_and_come_back_with_a_deploy(
    kept: Office,
) -> None:
    await register.post_everything(kept.ledger)
    standing = {one.entrypoint: one for one in deployments.standing()}
    sweeping, nightly = standing[deployments.SWEEP], standing[deployments.AUDIT]
    async with get_client() as client:
        seen = await watch.board_seen(client, kept.ledger)
        assert (list(seen.missing), abs(seen.skew) < timedelta(seconds=30)) == ([], True)
        there = await client.read_deployment_by_name(sweeping.full_name)
        await client.pause_deployment(there.id)
        own = await client.read_deployment_by_name(deployments.of_plan(kept.plan).full_name)
        await client.delete_deployment(own.id)
        seen = await watch.board_seen(client, kept.ledger)
        assert list(seen.missing) == [sweeping.full_name, kept.code]
        await client.resume_deployment(there.id)
        await client.delete_deployment((await client.read_deployment_by_name(nightly.full_name)).id)
        state = await watch.audit(return_state=True)
        assert state.message is not None
        assert f"thiếu 2 lịch chạy ({kept.code}; {nightly.full_name}) → dondoc deploy" in state.message
        with kept.ledger.read() as session:
            assert list(follow_up.standing(session)) == [f"{AuditKind.SCHEDULE_MISSING}:"]
        await register.post_everything(kept.ledger)
        state = await watch.audit(return_state=True)
    assert state.message is not None
    assert "không có gì bất thường" in state.message
    with kept.ledger.read() as session:
        assert follow_up.standing(session) == {}


@pytest.mark.usefixtures("prefect_server")
async def test_a_sweep_tells_at_once_that_rungs_are_due_and_nobody_calls_them(kept: Office) -> None:
    """The plan's runs do not come, though sweeps do: a worker listens to their queue and to no other."""
    await register.post_everything(kept.ledger)
    await sweep.sweep()
    kept.set("2022-09-12 08:05")
    assert f"{AuditKind.RUNG_NOT_CALLED}:" not in told(kept)
    kept.set("2022-09-12 08:30")
    await sweep.sweep()
    assert f"{AuditKind.RUNG_NOT_CALLED}:" in told(kept)


@pytest.mark.usefixtures("prefect_server")
async def test_sweeps_seal_the_log_and_the_night_signs_it_and_says_when_it_was_touched(kept: Office) -> None:
    await register.post_everything(kept.ledger)
    await sweep.sweep()
    with kept.ledger.read() as session:
        sealed, waits = audit_chain.end(session).number, audit_chain.unbound(session).rows
    assert (sealed > 0, waits) == (True, 0)
    await watch.audit()
    folder = log_heads.folder_for(kept.ledger.url)
    assert folder is not None
    assert len((folder / log_heads.HEADS).read_text(encoding="utf-8").splitlines()) == 1
    with kept.ledger.begin() as session:
        first = session.scalars(select(AuditRow).order_by(AuditRow.id).limit(1)).one()
        first.who = "Ai đó"
    state = await watch.audit(return_state=True)
    assert state.message is not None
    assert "nhật ký không còn như khi niêm phong: 1 chỗ, chỗ đầu ở mắt xích 1" in state.message
    assert f"{AuditKind.LOG_CHANGED}:" in told(kept)


def told(office: Office) -> dict[str, str]:
    with office.ledger.read() as session:
        return follow_up.standing(session)
