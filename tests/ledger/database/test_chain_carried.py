"""The sealed log wherever a ledger goes: put back, moved, archived; and what the desk says of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from cascade.lang.told import Told
from cascade.notices.audit_kinds import AuditKind
from cli.main import main
from models.database import audit, audit_chain, clock
from models.database.ledger import Ledger
from models.migrations.carrying import moving
from services.auditing import auditor, sealed_log
from services.auditing.auditor import AuditFinding
from services.keeping import archive_plan, log_heads
from services.keeping.back_up import back_up
from services.keeping.put_back import BackupWanted, put_back
from tests.copies import Prepare
from tests.ledger.world import House, at

NOW = at(4, 10)
BY = "Ban Tuyên giáo"
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def act(ledger: Ledger, number: int = 1) -> None:
    with ledger.begin() as session:
        audit.log(session, BY, "promise", now=NOW, unit="h1", day=str(number))


def whole(ledger: Ledger) -> tuple[int, int]:
    report = sealed_log.look(ledger)
    return report.found, report.unbound


def change(ledger: Ledger, order: str) -> None:
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        connection.execute(text(order))
    engine.dispose()


def test_a_backup_that_is_put_back_takes_the_log_back_and_the_signed_heads_know_of_it(
    house: House, ledger: Ledger, tmp_path: Path
) -> None:
    sealed_log.nightly(ledger, NOW)
    made = back_up(ledger, tmp_path / "out")
    act(ledger)
    sealed_log.nightly(ledger, NOW + timedelta(days=1))
    put_back(ledger, BackupWanted(Path(made.file)), BY, apply=True)
    assert whole(ledger)[0] == 0
    act(ledger)
    sealed_log.nightly(ledger, clock.machine())
    assert whole(ledger) == (0, 0)
    # Without the act of putting back, the same loss is a loss.
    change(ledger, "UPDATE audit SET act = 'delivered' WHERE act = 'restore'")
    assert whole(ledger)[0] > 1


def heads_folder(ledger: Ledger) -> Path:
    found = log_heads.folder_for(ledger.url)
    assert found is not None
    return found


def test_the_signed_heads_come_back_with_a_backup_where_they_are_lost(
    house: House, ledger: Ledger, tmp_path: Path
) -> None:
    sealed_log.nightly(ledger, NOW)
    act(ledger)
    sealed_log.nightly(ledger, NOW + timedelta(days=1))
    made = back_up(ledger, tmp_path / "out")
    signed = log_heads.daily_lines(heads_folder(ledger))
    shutil.rmtree(heads_folder(ledger))
    back = put_back(ledger, BackupWanted(Path(made.file)), BY, apply=False)
    assert back.files == []
    assert not heads_folder(ledger).exists(), "who only looks writes nothing"
    back = put_back(ledger, BackupWanted(Path(made.file)), BY, apply=True)
    assert back.files == [str(heads_folder(ledger))]
    assert log_heads.daily_lines(heads_folder(ledger))[:2] == signed
    assert {file.stat().st_mode & 0o077 for file in heads_folder(ledger).iterdir()} == {0}
    report = sealed_log.look(ledger)
    assert (report.found, report.heads) == (0, 4), "two nights, the restore, the newest"
    sealed_log.nightly(ledger, clock.machine())
    assert whole(ledger) == (0, 0), "the same key signs on"
    change(ledger, "UPDATE audit SET who = 'Ai đó' WHERE id = 1")
    assert whole(ledger)[0] > 0


def test_heads_that_know_more_stay_and_those_of_another_house_are_laid_beside(
    house: House, ledger: Ledger, tmp_path: Path
) -> None:
    sealed_log.nightly(ledger, NOW)
    made = back_up(ledger, tmp_path / "out")
    act(ledger)
    sealed_log.nightly(ledger, NOW + timedelta(days=1))
    before = log_heads.daily_lines(heads_folder(ledger))
    assert put_back(ledger, BackupWanted(Path(made.file)), BY, apply=True).files == []
    after = log_heads.daily_lines(heads_folder(ledger))
    assert after[:2] == before
    shutil.rmtree(heads_folder(ledger))
    sealed_log.nightly(ledger, NOW + timedelta(days=2))
    [beside] = put_back(ledger, BackupWanted(Path(made.file)), BY, apply=True).files
    assert Path(beside).read_text(encoding="utf-8").splitlines() == before[:1]
    assert sealed_log.look(ledger, Path(beside)).found == 0


def test_a_ledger_that_moves_takes_its_chain_and_its_heads_along(
    house: House,
    ledger: Ledger,
    database_kind: str,
    copy_of: Callable[[str, Prepare], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sealed_log.nightly(ledger, NOW)
    target = Ledger(copy_of(OTHER[database_kind], Ledger.upgrade))
    monkeypatch.setenv("DONDOC_DATABASE_URL", ledger.url)
    assert main(["move", "--to", target.url]) == 0
    assert whole(ledger) == (0, 0), "the old place can still be looked at"
    assert whole(target) == (0, 1), "the act of moving waits to be sealed"
    assert sealed_log.look(target).heads == 2
    sealed_log.seal(target, NOW)
    assert whole(target) == (0, 0)
    capsys.readouterr()
    assert main(["audit", "verify"]) == 0, "a closed ledger is only looked at"
    assert "nguyên vẹn" in capsys.readouterr().out
    target.dispose()


def test_an_emptied_target_is_no_way_round_the_refusal(
    house: House, ledger: Ledger, copy_of: Callable[[str, Prepare], str]
) -> None:
    """The word that lets a whole ledger in ends with the emptying, not with the transaction."""
    target = Ledger(copy_of("postgresql", Ledger.upgrade))
    with ledger.read() as there, target.begin() as here:
        moving.carry(there, here)
        assert here.scalar(text("SELECT current_setting('dondoc.log', true)")) == ""
    target.dispose()


def test_each_row_of_an_archive_is_as_it_was_sealed(house: House, ledger: Ledger, tmp_path: Path) -> None:
    sealed_log.seal(ledger, NOW)
    with ledger.read() as session:
        archive_plan.archive(session, house.code, tmp_path / "plan.zip", NOW, BY)
    archive_plan.open_again(tmp_path / "plan.zip", tmp_path / "plan.db")
    opened = Ledger(f"sqlite:///{tmp_path / 'plan.db'}")
    report = sealed_log.look(opened)
    assert (report.found, report.links > 0) == (0, True)
    engine = create_engine(opened.url)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER dondoc_frozen_audit_update"))
        connection.execute(text("UPDATE audit SET who = 'Ai đó' WHERE act = 'issue'"))
    engine.dispose()
    assert sealed_log.look(opened).found == 1
    opened.dispose()


def test_the_desk_says_where_and_the_night_wakes_somebody(
    house: House, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", ledger.url)
    act(ledger)
    assert main(["audit", "verify"]) == 0
    assert "Nhật ký nguyên vẹn" in capsys.readouterr().out
    assert main(["audit", "head", "--json"]) == 0
    head = json.loads(capsys.readouterr().out)
    assert (head["number"], len(head["hash"])) == (sealed_log.end(ledger).number, 64)
    assert log_findings(ledger) == []
    change(ledger, "UPDATE audit SET who = 'Ai đó' WHERE id = 1")
    assert main(["audit", "verify"]) == 1
    out = capsys.readouterr().out
    assert "✗ dòng 1: nội dung không còn như khi niêm phong" in out
    assert "ĐÃ BỊ THAY ĐỔI ở 1 chỗ" in out
    [found] = log_findings(ledger)
    assert (found.kind, found.why.facts) == (AuditKind.LOG_CHANGED, ("1", "1"))
    change(ledger, "DELETE FROM audit WHERE id = 1")
    monkeypatch.setenv("DONDOC_LANG", "en")
    assert main(["audit", "verify"]) == 1
    assert "✗ row 1: was taken away" in capsys.readouterr().out


def test_the_key_of_the_heads_is_changed_at_the_desk_and_old_heads_still_count(
    house: House, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", ledger.url)
    sealed_log.nightly(ledger, NOW)
    assert main(["keys", "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["log"]
    assert main(["keys", "rotate", "--log", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["key"] != before
    assert main(["audit", "verify"]) == 0
    assert sealed_log.look(ledger).heads == 3
    assert main(["log", "--lang", "en"]) == 0
    assert "key of the log's heads changed" in capsys.readouterr().out


def test_rows_that_nobody_seals_are_missed_after_an_hour(house: House, ledger: Ledger) -> None:
    sealed_log.seal(ledger, NOW)
    act(ledger)
    assert log_findings(ledger) == []
    [found] = log_findings(ledger, NOW + timedelta(minutes=61))
    assert found.kind is AuditKind.LOG_WAITS
    assert isinstance(found.kind.told, Told)
    sealed_log.seal(ledger, NOW)
    assert log_findings(ledger, NOW + timedelta(minutes=61)) == []


def log_findings(ledger: Ledger, now: datetime = NOW) -> list[AuditFinding]:
    with ledger.read() as session:
        return list(auditor.sealed(session, now))


def test_what_cannot_be_signed_on_this_machine_is_said(
    house: House, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", ledger.url)
    with ledger.begin() as session:
        audit_chain.bind(session, NOW)
    folder = log_heads.folder_for(ledger.url)
    assert folder is not None
    assert not folder.exists()
    assert main(["audit", "verify"]) == 0
    assert "chưa có đầu chuỗi nào được ký" in capsys.readouterr().out
