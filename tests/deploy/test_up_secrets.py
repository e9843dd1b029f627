"""`dondoc up` with every secret in its shell: each child has only its own, and nobody else reads a file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cli.machine import file_modes
from cli.serving import House, processes, server
from models.channels import presence
from models.database.ledger import Ledger
from settings.belongings import BELONGINGS, may_know
from tests.copies import PrefectTables
from tests.deploy.test_settings import DEPLOY, LINE, stated

SECRETS = {
    "DONDOC_MAIL_URL": "dpmail://ai:khoa@127.0.0.1:1?from=a@example.vn",
    "DONDOC_ZALO_BOT_URL": "zalobot://1:khoa@127.0.0.1:1/?tls=no",
    "DONDOC_ZALO_BOT_SECRET": "khoa-goi-ve",
    "DONDOC_ZALO_APP_SECRET": "khoa-app",
    "DONDOC_SECRET": "Vq3nTz8Lr1XcYw6Kp0JdHs5Mf9BgUa2ReNo7iCtEx4k",
    "DONDOC_OPS_URL": "json://127.0.0.1:1/x",
}
LINKS = {"DONDOC_SECRET"}
WANTED = {
    "server": {"DONDOC_OPS_URL"},
    "worker": set[str](),
    "dispatcher": LINKS
    | {"DONDOC_MAIL_URL", "DONDOC_ZALO_BOT_URL", "DONDOC_ZALO_APP_SECRET", "DONDOC_OPS_URL"},
    "portal": LINKS | {"DONDOC_ZALO_BOT_SECRET"},
}
API = {"PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_SERVER_DATABASE_CONNECTION_URL"}


RUN = """
import atexit, ctypes, sys
from cli.main import main
atexit.register(lambda: print(ctypes.CDLL(None).prctl(3)))
sys.exit(main(sys.argv[1:]))
"""
"""A command of ours that says at its end whether others of the same user may read it (PR_GET_DUMPABLE)."""


def environment(pid: int) -> dict[str, str]:
    """As the kernel has it."""
    told = Path(f"/proc/{pid}/environ").read_bytes().decode()
    return dict(line.split("=", 1) for line in told.split("\0") if line)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc on this machine")
@pytest.mark.timeout(400)
def test_each_child_knows_its_own_secrets_only_and_its_files_are_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_tables: PrefectTables
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    for name in ("PREFECT_API_URL", "DONDOC_HOME", "DONDOC_PLANS", "PREFECT_API_AUTH_STRING"):
        monkeypatch.setenv(name, "")  # put back afterwards: the house writes them into this process
    monkeypatch.delenv("PREFECT_HOME")
    prefect_tables.lay(tmp_path / "p.db")
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", f"sqlite+aiosqlite:///{tmp_path}/p.db")
    home, before = tmp_path / "home", os.umask(0o022)
    try:
        with House(home=home, prefect_port=None, portal_port=None) as house:
            house.start_dispatcher()
            house.start_worker()
            known = {child.name: environment(child.process.pid) for child in house.children}
            open_ones = [one for one in file_modes.locks() if one.level == "bad"]
    finally:
        os.umask(before)
    assert {role: set(SECRETS) & set(known[role]) for role in WANTED} == WANTED
    assert {role: API & set(known[role]) for role in WANTED} == {
        "server": API,
        "worker": {"PREFECT_API_AUTH_STRING"},
        "dispatcher": set(),
        "portal": set(),
    }
    assert open_ones == []
    files = [home, *home.glob("*"), *home.glob("logs/*"), *home.glob("prefect/*.db*")]
    assert len(files) > 8
    assert not [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
@pytest.mark.parametrize("command", ["up", "dispatch"])
def test_who_holds_the_keys_is_not_readable_by_others_of_the_same_user(command: str, tmp_path: Path) -> None:
    # A key that could be guessed is refused before anything is started.
    settings = {**os.environ, "DONDOC_SECRET": "x" * 40, "DONDOC_HOME": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", RUN, command], env=settings, capture_output=True, text=True, timeout=60
    )
    assert (told.stdout.split(), "DONDOC_SECRET" in told.stderr) == (["0"], True)


def test_a_counter_that_is_stopped_takes_its_leave(tmp_path: Path) -> None:
    port = processes.free_port()
    settings = {
        **os.environ,
        "DONDOC_HOME": str(tmp_path),
        "DONDOC_DATABASE_URL": f"sqlite:///{tmp_path}/so.db",
    }
    counter = processes.start("portal", ["cli.serving", "portal", "--port", str(port)], settings, tmp_path)
    try:
        server.wait_for(counter, f"http://127.0.0.1:{port}/health")
    finally:
        processes.stop([counter], patience=60)
    ledger = Ledger(settings["DONDOC_DATABASE_URL"])
    with ledger.read() as session:
        left = presence.everybody(session)
    ledger.dispose()
    assert left == []


def test_the_doctor_says_what_to_type_where_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.setenv("DONDOC_DATABASE_URL", "")
    tmp_path.chmod(0o755)
    ledger = tmp_path / "dondoc.sqlite3"
    ledger.touch(mode=0o600)
    ledger.chmod(0o644)
    told = [one.told for one in file_modes.locks()]
    assert [one.rpartition("→ ")[2] for one in told] == [f"chmod 700 {tmp_path}", f"chmod 600 {ledger}"]
    tmp_path.chmod(0o700)
    ledger.chmod(0o600)
    assert [one.level for one in file_modes.locks()] == ["ok"]


def test_every_setting_belongs_to_somebody() -> None:
    ours = {name for name in stated() if name.startswith("DONDOC_")} - {"DONDOC_BY"}
    assert {name for name in ours if not any(may_know(role, name) for role in BELONGINGS)} == set()


@pytest.mark.parametrize("role", BELONGINGS)
def test_the_file_of_a_role_names_what_the_role_needs_and_nothing_else(role: str) -> None:
    named = dict(LINE.findall((DEPLOY / "env" / f"{role}.example.env").read_text(encoding="utf-8")))
    wanted = {name for name in stated() if name.startswith("DONDOC_") and may_know(role, name)}
    assert {name for name in named if name.startswith("DONDOC_")} == wanted - {"DONDOC_FAILPOINT"}
    assert all(may_know(role, name) for name in named)
    assert {name: stated()[name] for name in named} == named
