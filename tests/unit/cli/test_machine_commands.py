"""`dondoc doctor` over several machines; `dondoc restore` and `dondoc deploy` where nothing runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.serving import one_up
from cli.serving.one_up import ProcessState
from models.channels import presence
from models.database import clock, migrate, stored_settings
from models.database.ledger import Ledger
from models.plans import plans
from settings.catalogue import HOME
from tests.unit.cli.conftest import Desk


@pytest.fixture
def ledger(desk: Desk) -> Ledger:
    desk("channels")
    return Ledger()


def show(ledger: Ledger, role: str, channels: set[str], *, minutes_ago: int = 0) -> None:
    with ledger.begin() as session:
        made = presence.beat(session, role, channels)
        key = f"process:{role}:{made.name}"
        kept = stored_settings.get(session, key)
        assert kept is not None
        at = (clock.machine().timestamp() - 60 * minutes_ago) // 1
        shown = clock.machine().fromtimestamp(at, clock.machine().tzinfo).isoformat()
        stored_settings.put(session, key, {**kept, "at": shown})


def test_machines_that_are_not_set_up_alike_are_told_apart(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_SECRET", "khóa của máy một")
    show(ledger, "dispatcher", {"mail", "zalo"})
    monkeypatch.setenv("DONDOC_SECRET", "khóa của máy hai")
    monkeypatch.setenv("DONDOC_PORTAL_URL", "https://hai.example.vn/")
    show(ledger, "runs", {"mail"})
    show(ledger, "portal", set(), minutes_ago=3)
    told = desk("doctor").out
    assert "! kênh zalo: không có ở runs" in told
    assert "✗ địa chỉ cổng báo cáo: khác nhau: http://127.0.0.1:8080 (dispatcher" in told
    assert "✗ khóa ký đường dẫn: khác nhau" in told
    assert "im từ" in next(line for line in told.splitlines() if line.startswith("! portal"))
    assert "khóa của máy" not in told
    ledger.dispose()


def test_machines_set_up_alike_are_simply_named(desk: Desk, ledger: Ledger) -> None:
    show(ledger, "dispatcher", {"mail"})
    show(ledger, "portal", set())
    told = desk("doctor", "--lang", "en").out
    assert "✓ at work: dispatcher" in told
    assert "differs" not in told
    assert "missing" not in told
    ledger.dispose()


def test_the_doctor_leaves_the_tables_of_an_older_version_as_they_are(desk: Desk) -> None:
    ledger = Ledger()
    with ledger._engine.begin() as connection:
        migrate.upgrade(connection, "0010")
    told = desk("doctor", "--lang", "en")
    assert told.code == 1
    assert "✗ ledger: tables at 0010" in told.out
    assert "dondoc upgrade --check" in told.out
    with ledger._engine.connect() as connection:
        assert migrate.standing(connection)[0] == "0010"
    ledger.dispose()


def test_the_doctor_remarks_that_a_second_factor_is_asked_of_nobody(desk: Desk, ledger: Ledger) -> None:
    assert "second factor" not in desk("doctor", "--lang", "en").out
    desk("officers", "add", "Lê Thị Mai", "--mail", "mai@example.vn", "--role", "admin")
    told = desk("doctor", "--lang", "en")
    assert (
        "! second factor: asked of nobody, the office has 1 officer → dondoc second-factor binding"
        in told.out
    )
    assert "! xác thực hai lớp: không bắt buộc với ai, văn phòng có 1 cán bộ" in desk("doctor").out
    desk("second-factor", "binding")
    assert "second factor" not in desk("doctor", "--lang", "en").out
    ledger.dispose()


def test_the_doctor_misses_whoever_is_not_at_work(desk: Desk, ledger: Ledger) -> None:
    told = desk("doctor")
    assert "! bộ gửi: không có tiến trình nào đang chạy" in told.out
    with ledger.begin() as session:
        stored_settings.put(session, "memo:swept", {"at": clock.machine().isoformat()})
    told = desk("doctor", "--lang", "en")
    assert told.code == 1
    assert "✗ dispatcher: no process is running" in told.out
    assert "✗ portal: no process is running" in told.out
    assert "✗ Prefect:" in told.out
    show(ledger, "dispatcher", {"mail"})
    show(ledger, "portal", set())
    told = desk("doctor", "--lang", "en")
    assert "✓ dispatcher: " in told.out
    assert "✓ portal: " in told.out
    ledger.dispose()


def test_the_doctor_sees_each_process_as_up_does(desk: Desk, ledger: Ledger) -> None:
    home, at = HOME.get(), clock.machine()
    states = [
        ProcessState("server", 11, True, at),
        ProcessState("worker", 12, True, at, 2, "SIGSEGV"),
        ProcessState("portal", 13, False, at, 1, "exit 1"),
    ]
    with one_up.only_one(home):
        one_up.tell(home, states)
        told = desk("doctor", "--lang", "en")
        assert told.code == 1
        assert "✓ process server: number 11, since" in told.out
        assert "died 2 times, the last time by SIGSEGV: see logs/worker.log" in told.out
        assert "✗ process portal: down since" in told.out
    assert "process server" not in desk("doctor", "--lang", "en").out
    ledger.dispose()


def test_the_doctor_asks_the_server_of_the_house_that_is_up_here(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, answered = HOME.get(), "http://127.0.0.1:9/api"
    with one_up.only_one(home):
        one_up.tell_server(home, answered)
        assert f"Prefect: {answered}: " in desk("doctor").out
        monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:10/api")
        assert "Prefect: http://127.0.0.1:10/api: " in desk("doctor").out, "a setting goes first"
        monkeypatch.delenv("PREFECT_API_URL")
    (home / one_up.SERVER).write_text(answered, encoding="utf-8")
    assert "Prefect: http://127.0.0.1:4200/api" in desk("doctor").out, "of a house that is down nothing holds"
    with one_up.only_one(home):
        assert one_up.server_of(home) == "", "nor of one that was killed"
    ledger.dispose()


def test_restore_only_looks_until_it_is_told_to_apply(desk: Desk, ledger: Ledger) -> None:
    seen = desk("restore", "--backup-taken", "2024-03-04 07:00")
    assert seen.code == 0
    assert "Chưa ghi gì" in seen.out
    assert desk("log").out.count("restore") == 0
    assert "Bây giờ có thể bật lại" in desk("restore", "--backup-taken", "2024-03-04 07:00", "--apply").out
    again = desk("restore", "--backup-taken", "2024-03-04 07:00", "--apply")
    assert again.code == 1
    assert len(again.err.splitlines()) == 1
    with ledger.read() as session:
        assert plans.all_plans(session) == []
    ledger.dispose()


def test_a_log_that_is_not_there_is_one_line(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    told = desk("restore", "--backup-taken", "2024-03-04 07:00", "--mail-log", tmp_path / "mail.log")
    assert told.code == 1
    assert len(told.err.splitlines()) == 1
    ledger.dispose()


def test_deploy_before_the_server_is_up_is_one_line(desk: Desk) -> None:
    # A process of its own: where Prefect has been imported for another server it keeps to that one.
    command = [sys.executable, "-m", "cli.main", "deploy"]
    environment = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=100)
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "máy chủ Prefect không trả lời; bật máy chủ trước, rồi dondoc deploy" in told.stderr
