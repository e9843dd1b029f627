"""What is done at night, by ops and by the auditor, under the roles of deploy/postgres/roles.sql."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import ProgrammingError

from cascade.lang.refusal import Refusal
from cascade.notices.audit_kinds import AuditKind
from models import outbox
from models.database import audit, clock
from models.migrations.carrying import ledger_copies
from models.org.officers import clear_past
from models.reminders import escalate
from services.answers.files import take_files
from services.auditing import auditor, follow_up, sealed_log
from services.auditing.machine_checks import Around
from services.figures import weekly_letter
from services.keeping import archive_plan, back_up
from services.keeping.newest_backup import newest_backup
from services.keeping.put_back import BackupWanted, put_back
from tests.ledger.database.test_database_roles import NOW, As, as_role, database_kind, refused
from tests.ledger.world import House, at

__all__ = ["as_role", "database_kind"]
BY, LATER = "ca trực", at(4, 21)


@pytest.mark.parametrize("role", ["worker", "dispatcher"])
def test_the_auditor_may_look_at_everything(house: House, as_role: As, role: str) -> None:
    """At night it is the worker, and `dondoc doctor` has the dispatcher's settings."""
    house.run(NOW)
    with as_role(role).read() as session:
        found = auditor.look(session, NOW, Around())
    assert [one.kind for one in found if one.kind is AuditKind.NOT_LOOKED_AT] == []


def test_the_nightly_check_clears_seals_mends_and_tells(house: House, as_role: As) -> None:
    worker = as_role("worker")
    with worker.begin() as session:
        clear_past.clear(session, NOW)
        take_files.clear_forgotten(session, NOW)
        audit.log(session, "máy", "office_proved", now=NOW)
    report = sealed_log.nightly(worker, NOW)
    assert (report.links > 0, report.found) == (True, 0)
    with worker.begin() as session:
        found = auditor.look(session, NOW, Around())
        follow_up.tell(session, follow_up.mend(session, found, NOW), NOW)
        weekly_letter.send(session, NOW)
    assert sealed_log.verify(worker, NOW).found == 0


def test_a_plan_is_archived_by_the_worker(house: House, as_role: As, tmp_path: Path) -> None:
    with as_role("worker").begin() as session:
        made = archive_plan.archive(session, house.code, tmp_path / "kh.zip", NOW, BY)
    assert made.rows["obligation"] > 0


def test_only_the_role_of_backups_may_copy_everything(
    as_role: As, tmp_path: Path, postgres_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("portal", "worker", "dispatcher"):
        assert "second_factor" in ledger_copies.closed_to_us(as_role(role)) or role == "portal"
        with pytest.raises((Refusal, ProgrammingError)):
            back_up.back_up(as_role(role), tmp_path / role)
    backup = as_role("backup")
    assert ledger_copies.closed_to_us(backup) == []
    made = back_up.back_up(backup, tmp_path / "out")
    assert made.tried == back_up.READ
    monkeypatch.setenv("DONDOC_SCRATCH_URL", postgres_url())
    made = back_up.back_up(backup, tmp_path / "out")
    assert made.tried == back_up.RESTORED
    with as_role("worker").read() as session:
        assert newest_backup(session) == made
    for order in ("UPDATE plan SET state = 'closed'", "DELETE FROM audit", "DELETE FROM setting"):
        assert refused(backup, order), order


def set_clock(house: House, now: datetime) -> None:
    with house.ledger.begin() as session:
        clock.set_clock(session, now)


def test_what_the_owner_puts_back_leaves_each_role_its_rights(
    house: House, as_role: As, tmp_path: Path
) -> None:
    set_clock(house, NOW)
    made = back_up.back_up(as_role("backup"), tmp_path / "out")
    house.run(NOW)
    set_clock(house, NOW + timedelta(hours=1))
    wanted = BackupWanted(Path(made.file))
    for role in ("worker", "backup"):
        with pytest.raises((Refusal, ProgrammingError)):
            put_back(as_role(role), wanted, BY, apply=True)
    assert put_back(house.ledger, wanted, BY, apply=True).rows > 0
    with as_role("worker").begin() as session:
        escalate.run(session, house.plan_id, LATER)
    with as_role("dispatcher").begin() as session:
        assert outbox.claim(session, LATER, "w1")
    for role in ("portal", "worker", "dispatcher"):
        assert refused(as_role(role), "DELETE FROM audit")
    assert sealed_log.nightly(as_role("worker"), NOW).found == 0
