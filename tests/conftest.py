"""What the tests borrow: empty databases, a Prefect server, a browser; each is real, and gone afterwards."""

from __future__ import annotations

import base64
import gc
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import certifi
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.copies import PostgresCopies, PrefectTables, Prepare, SqliteCopies

CHECKOUT = Path(__file__).resolve().parents[1]

# The clock of a busy machine is no reason to fail; what is tried is the same on every run.
settings.register_profile("dondoc", deadline=None, derandomize=True)
settings.load_profile("dondoc")

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    # A flow without a server must fail, not start a server of its own and lose most of its rows.
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}

SEEN = (CHECKOUT / "tests" / "deploy", CHECKOUT / "tests" / "flows" / "board")
# Every window, though nobody sees it, draws what its address bar would suggest: half of what a tab costs.
UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
# Chromium heeds the last list alone that it is given.
PLAYWRIGHT_DOES_WITHOUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
# A page of a test is gone before what an optimising compiler made of its scripts has paid.
PLAIN = "--js-flags=--no-opt --no-maglev"
AUTH = f"dondoc:{secrets.token_urlsafe(16)}"
_prefect_home = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Before anything imports Prefect: it reads its settings once, and must not find the user's own."""
    # Looking for garbage among what stays took a fifth of the time, and of importing it a quarter.
    gc.set_threshold(50_000, 10, 10)
    home = Path(tempfile.mkdtemp(prefix="dondoc-prefect-"))
    config.stash[_prefect_home] = home
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    # One password for every server that a test starts and every process that speaks to one.
    os.environ.update(QUIET, PREFECT_HOME=str(home), PREFECT_API_AUTH_STRING=AUTH)
    # Nobody whom a test speaks to has a certificate of the world, and each client of HTTP reads all of them.
    first, end, _ = certifi.contents().partition("-----END CERTIFICATE-----\n")
    one = home / "one-certificate.pem"
    one.write_text(first + end, encoding="ascii")
    os.environ.update(SSL_CERT_FILE=str(one), PREFECT_API_SSL_CERT_FILE=str(one))
    # The ledger of whoever runs the tests is none of their business.
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        del os.environ[name]
    os.environ["DONDOC_HOME"] = str(home / "dondoc")
    # One process of the counter does for most tests; what several do has tests of its own.
    os.environ["DONDOC_PORTAL_PROCESSES"] = "1"
    # Without one, platformdirs warns; with the user's own, tests would meet in it.
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_prefect_home], ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more process than cores: for a third of its time a test waits for a server, a lease or a disk."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is made once for many tests is made in one process.

    Whoever needs a Prefect server goes to one of two: each has one for all its tests. Tests of a module that
    has something of its own stay together: else each process would make it anew, and some several times.
    """
    for item in items:
        if "prefect_server" in getattr(item, "fixturenames", ()):
            # What ops and the board see, and what runs: either takes about as long.
            seen = not {*SEEN}.isdisjoint(item.path.parents)
            item.add_marker(pytest.mark.xdist_group("prefect-seen" if seen else "prefect"))
        elif item.get_closest_marker("xdist_group") is None and _of_a_module(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def _of_a_module(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function):
        return False
    return any(found and found[-1].scope == "module" for found in item._fixtureinfo.name2fixturedefs.values())


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end, and so does the SQL that they say."""
    if "sqlalchemy" in sys.modules:
        from tests import statements

        statements.share()
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No thread draws by chance while Hypothesis does: Prefect's line for events pings with random bytes."""
    worker = sys.modules.get("prefect.events.worker")
    if worker is not None and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        worker.EventsWorker.drain_all(timeout=10)
    # A command that was asked in English answers so until the next one: no test begins with that.
    if (spoken := sys.modules.get("cli.console.language")) is not None:
        spoken.speak("vi")


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
def sqlite_copies(tmp_path_factory: pytest.TempPathFactory) -> SqliteCopies:
    """Copies of SQLite ledgers."""
    from tests.copies import SqliteCopies

    return SqliteCopies(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def postgres_copies() -> Iterator[PostgresCopies]:
    """Copies of PostgreSQL ledgers, in one server for all tests of this process."""
    from tests.copies import PostgresCopies

    copies = PostgresCopies()
    yield copies
    copies.close()


@pytest.fixture
def copy_of(
    request: pytest.FixtureRequest, sqlite_copies: SqliteCopies
) -> Iterator[Callable[[str, Prepare], str]]:
    """Call it with a kind of database and what prepares one: the address of a copy, this test's own."""
    from tests.copies import quick_folder

    lent = ExitStack()

    def copy(kind: str, prepare: Prepare) -> str:
        if kind == "sqlite":
            return sqlite_copies.copy(prepare, lent.enter_context(quick_folder("ledger")) / "ledger.db")
        postgres: PostgresCopies = request.getfixturevalue("postgres_copies")
        url = postgres.copy(prepare)
        lent.callback(postgres.drop, url)
        return url

    with lent:
        yield copy


@pytest.fixture
def postgres_url(postgres_copies: PostgresCopies) -> Iterator[Callable[[], str]]:
    """Call it for the address of a fresh, empty PostgreSQL database."""
    with ExitStack() as lent:

        def fresh() -> str:
            url = postgres_copies.empty()
            lent.callback(postgres_copies.drop, url)
            return url

        yield fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """A test that asks for it runs once on each kind."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, empty database; a test that asks for it runs once on each kind."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'dondoc.db'}"
    fresh: Callable[[], str] = request.getfixturevalue("postgres_url")
    return fresh()


@pytest.fixture(scope="session")
def prefect_server_home() -> Iterator[Path]:
    """Where that server keeps what it knows."""
    from tests.copies import quick_folder

    with quick_folder("prefect-server") as home:
        yield home


@pytest.fixture(scope="session")
def prefect_tables(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> PrefectTables:
    """The tables of a new Prefect server: whoever starts one makes them only where nobody ever has."""
    from tests.copies import PrefectTables

    kept = getattr(pytestconfig, "cache", None)
    return PrefectTables(kept.mkdir("prefect") if kept else tmp_path_factory.mktemp("prefect"))


@pytest.fixture(scope="session")
def prefect_server(prefect_server_home: Path, prefect_tables: PrefectTables) -> Iterator[str]:
    """The API address of a real Prefect server; flows called in a test talk to it, as do its processes."""
    from cli.serving import processes, server
    from cli.serving.environment import role_environment

    home, port = prefect_server_home, processes.free_port()
    url = server.address(port)
    environment = {**role_environment("server", home, url), "PREFECT_HOME": str(home)}
    with ExitStack() as opened:
        with prefect_tables.lent(home):
            child = processes.start("server", server.command(port), environment, home)
            opened.callback(processes.stop, [child])
            server.wait_until_healthy(child, url)
        with pytest.MonkeyPatch.context() as environment_here:
            environment_here.setenv("PREFECT_API_URL", url)
            from prefect.settings import PREFECT_API_URL, temporary_settings

            with temporary_settings({PREFECT_API_URL: url}):
                yield url
                _let_prefect_finish_talking()


def _let_prefect_finish_talking() -> None:
    """Events and log lines leave from threads of their own; cut off, they complain after the last test."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=10)
    APILogWorker.drain_all(timeout=10)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The system's own Chromium; Playwright brings none along."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    pytest.skip("no chromium on this machine (Debian: apt install chromium)")


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for the module. While it is open no `async def test_…` can run in the same process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # --no-sandbox: as root, and in most containers, Chromium refuses to start with one.
        without = f"--disable-features={','.join((*PLAYWRIGHT_DOES_WITHOUT, *UNSEEN))}"
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", PLAIN, without])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab of a Vietnamese reader in Hồ Chí Minh City."""
    with browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh") as context:
        # The board's window asks for a password once and keeps it there.
        kept = base64.b64encode(AUTH.encode()).decode()
        context.add_init_script(f"localStorage.setItem('prefect-password', '{kept}')")
        yield context.new_page()
