"""One office: PostgreSQL, the units of systemd as they are written, and nginx, started one by one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bench.postgres import cluster
from cli.serving import processes
from models.database import stored_settings
from models.database.ledger import Ledger
from models.stats.ledger_figures import SWEPT
from notifications.fakes.mail import MailSink
from tests.conftest import AUTH
from tests.deploy.conftest import Proxy, lay_out
from tests.deploy.test_settings import DEPLOY, UNITS
from tests.deploy.upkeep.many_machines import Cable
from tests.deploy.upkeep.real_systemd import booted, missing
from tests.deploy.upkeep.test_tending import until
from tests.deploy.upkeep.test_under_systemd import written_outside
from tests.deploy.upkeep.test_up_goes_on import answer as answers

EXPOSED = 20
"""Tenths, as systemd-analyze counts; 100 is no protection at all."""
NOBODY = 65534


def service(unit: Path) -> dict[str, str]:
    """Its section [Service]."""
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(unit, encoding="utf-8")
    return dict(parsed["Service"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_the_unit_well_protected(unit: Path) -> None:
    asked = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSED}", str(unit)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-300:]


def test_no_unit_gives_up_and_all_are_held_alike() -> None:
    told = {unit.stem: service(unit) for unit in UNITS}
    own = {"EnvironmentFile", "ExecStart", "TimeoutStopSec"}
    alike = {frozenset(item for item in one.items() if item[0] not in own) for one in told.values()}
    assert len(alike) == 1
    assert all("StartLimitIntervalSec=0" in unit.read_text(encoding="utf-8") for unit in UNITS)


class Units:
    """Starts what a unit says: its words, its file of settings, its user, and what the machine allows."""

    def __init__(self, folder: Path, values: Mapping[str, str]) -> None:
        self.folder, self.values = folder, values
        self.home = folder / "var-lib-dondoc"
        self.home.mkdir(mode=0o700)
        if os.geteuid() == 0 and nobody_may():
            os.chown(self.home, NOBODY, NOBODY)
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, role: str, port: int | None = None) -> None:
        """As systemd would."""
        told = service(DEPLOY / "systemd" / f"dondoc-{role}.service")
        words = told["ExecStart"].replace("/opt/dondoc/.venv/bin/python", sys.executable).split()
        if port is not None:
            words = [*(word for word in words if word not in ("--port", "8080")), "--port", str(port)]
        with (self.folder / f"{role}.log").open("wb") as log:
            self.running[role] = subprocess.Popen(
                [*held(told), *words],
                env=self.environment(told),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                umask=int(told["UMask"], 8),
            )

    def environment(self, told: Mapping[str, str]) -> dict[str, str]:
        """What systemd gives a service, and what stands in its file once ops have filled that in."""
        name, _, value = told["Environment"].partition("=")
        assert (name, value) == ("DONDOC_HOME", "/var/lib/dondoc")
        example = DEPLOY / "env" / Path(told["EnvironmentFile"]).name.replace(".env", ".example.env")
        file = example.read_text(encoding="utf-8")
        for variable, filled in self.values.items():
            file = re.sub(rf"^#{variable}=.*$", f"{variable}={filled}", file, flags=re.MULTILINE)
        lines = re.findall(r"^([A-Z_]+)=(.*)$", file, re.MULTILINE)
        given = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.home)}
        return {**given, name: str(self.home), **dict(lines)}

    def kept(self, role: str) -> dict[str, str]:
        """What the kernel says of the process."""
        status = Path(f"/proc/{self.running[role].pid}/status").read_text(encoding="utf-8")
        return dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)

    def stop(self) -> None:
        for one in reversed(self.running.values()):
            one.terminate()
        for one in self.running.values():
            try:
                one.wait(60)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


def held(told: Mapping[str, str]) -> list[str]:
    """The options of the unit that need no systemd."""
    assert (told["NoNewPrivileges"], told["CapabilityBoundingSet"]) == ("yes", "")
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return []
    user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if nobody_may() else []
    return ["setpriv", *user, "--no-new-privs", "--bounding-set=-all"]


@cache
def nobody_may() -> bool:
    """Whether this machine's Python can be run by somebody who is not its owner, and start itself again."""
    asked = f"exec {sys.executable} -c 'import prefect'"
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    return subprocess.run([*user, "sh", "-c", asked], capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Office:
    """What stands around the units: PostgreSQL, a mail server, nginx; and what ops write into their files."""

    proxy: Proxy
    values: Mapping[str, str]
    folder: Path


@pytest.fixture
def office() -> Iterator[Office]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or shutil.which("pg_config") is None:
        pytest.skip("no nginx or no PostgreSQL on this machine")
    with ExitStack() as opened:
        postgres = opened.enter_context(cluster())
        for statement in ("CREATE DATABASE prefect", "CREATE DATABASE dondoc"):
            postgres.sql(statement)
        postgres.sql("CREATE EXTENSION pg_trgm", "prefect")
        cable = Cable(postgres.folder / ".s.PGSQL.5432")
        opened.callback(cable.close)
        sink = MailSink(web_port=None).start()
        opened.callback(sink.stop)
        http, https, board, counter, server = (processes.free_port() for _ in range(5))
        # Not below pytest's own folder: nobody else may enter that.
        folder = Path(tempfile.mkdtemp(prefix="dondoc-office-"))
        opened.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        place = f"postgres@127.0.0.1:{cable.port}"
        values = {
            "DONDOC_DATABASE_URL": f"postgresql://{place}/dondoc",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://{place}/prefect",
            "PREFECT_API_URL": f"http://127.0.0.1:{server}/api",
            "PREFECT_SERVER_API_AUTH_STRING": AUTH,
            "PREFECT_API_AUTH_STRING": AUTH,
            "DONDOC_SECRET": "Vq3nTz8Lr1XcYw6Kp0JdHs5Mf9BgUa2ReNo7iCtEx4k",
            "DONDOC_MAIL_URL": f"dpmail://127.0.0.1:{sink.port}/?from=btg@example.vn&mode=insecure",
            "DONDOC_PORTAL_PROCESSES": "2",
        }
        (front := folder / "nginx").mkdir()
        lay_out(front, (http, https, board), counter, server)
        proxy = subprocess.Popen([nginx, "-p", str(front), "-c", str(front / "nginx.conf")])
        opened.callback(proxy.wait)
        opened.callback(proxy.terminate)
        yield Office(Proxy(http, https, board, counter, server, front), values, folder)


@pytest.fixture
def started(office: Office) -> Iterator[Units]:
    """Server and portal, by hand."""
    made = Units(office.folder, office.values)
    try:
        made.start("server", office.proxy.server)
        made.start("portal", office.proxy.counter)
        yield made
    finally:
        made.stop()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_office_is_started_piece_by_piece_as_its_units_say(office: Office, started: Units) -> None:
    made, proxy = started, office.proxy
    api = made.values["PREFECT_API_URL"]
    until(lambda: answers(f"{api}/health"), 300)
    worker = service(DEPLOY / "systemd" / "dondoc-worker.service")
    dondoc = [*held(worker), sys.executable, "-m", "cli.main"]

    def desk(*words: str) -> subprocess.CompletedProcess[str]:
        shell = made.environment(worker)
        return subprocess.run([*dondoc, *words], env=shell, capture_output=True, text=True, timeout=300)

    deployed = desk("deploy")
    assert deployed.returncode == 0, deployed.stderr
    made.start("dispatcher")
    made.start("worker")
    until(lambda: "started!" in (made.folder / "worker.log").read_text(encoding="utf-8"), 300)
    until(lambda: "đã gửi" in (made.folder / "dispatcher.log").read_text(encoding="utf-8"), 300)
    assert proxy.ask("/health").status_code == 200
    assert proxy.watch("/api/flows/").status_code == 401
    told = desk("doctor", "--lang", "en").stdout
    for sign in ("✓ dispatcher: ", "✓ portal: ", "✓ Prefect: ", "✓ worker: "):
        assert sign in told, told
    if held(worker):
        for role in made.running:
            kept = made.kept(role)
            assert (kept["NoNewPrivs"], int(kept["CapBnd"], 16)) == ("1", 0)
            assert kept["Uid"].split()[0] == (str(NOBODY) if nobody_may() else "0")
    assert {path.stat().st_mode & 0o077 for path in made.home.rglob("*") if path.is_file()} == {0}


def swept(url: str) -> bool:
    """Whether a sweep has come to its end."""
    ledger = Ledger(url)
    with ledger.read() as session:
        found = stored_settings.get(session, SWEPT)
    ledger.dispose()
    return found is not None


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_same_office_under_a_real_systemd(office: Office) -> None:
    if why := missing():
        pytest.skip(why)
    proxy = office.proxy
    with booted(office.values, {"server": proxy.server, "portal": proxy.counter}) as world:
        on = world.run("systemctl", "enable", "--now", "dondoc.target")
        assert on.returncode == 0, on.stderr
        until(lambda: answers(f"{office.values['PREFECT_API_URL']}/health"), 300)
        deployed = world.dondoc("worker", "deploy")
        assert deployed.returncode == 0, deployed.stdout
        until(lambda: "started!" in world.said("worker"), 300)
        until(lambda: "đã gửi" in world.said("dispatcher"), 300)
        until(lambda: proxy.ask("/health").status_code == 200, 120)
        assert proxy.watch("/api/flows/").status_code == 401
        # A sweep: a run of its own process, under the same protection as the worker that starts it.
        until(lambda: swept(office.values["DONDOC_DATABASE_URL"]), 400)
        told = world.dondoc("worker", "doctor", "--lang", "en").stdout
        for sign in ("✓ dispatcher: ", "✓ portal: ", "✓ Prefect: ", "✓ worker: ", "✓ sweep: "):
            assert sign in told, told
        for role in ("server", "worker", "dispatcher", "portal"):
            assert (world.told(role, "NRestarts"), written_outside(world, role)) == ("0", [])
        off = world.run("systemctl", "stop", "dondoc.target")
        assert off.returncode == 0, off.stderr
        assert {world.told(unit.stem.removeprefix("dondoc-"), "Result") for unit in UNITS} == {"success"}
