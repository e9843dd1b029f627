"""Processes of the version before are at work while the ledger is upgraded, and go on beside today's.

They are that version's own code, out of the history, started as its units start them.
"""

from __future__ import annotations

import compileall
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from cli.serving import processes
from models.database import clock, migrate
from models.database.ledger import Ledger
from models.tables import NoticeRow
from notifications.fakes.mail import MailSink
from services.auditing import auditor
from tests.conftest import CHECKOUT
from tests.deploy.upkeep.test_tending import until
from tests.deploy.upkeep.test_up_goes_on import answer
from tests.deploy.watching.test_wheel import ROOMS
from tests.ledger.migrations import code_before
from tests.ledger.world import at, the_house

pytestmark = pytest.mark.timeout(900)
FOUND = """
import json, sys
import models
from sqlalchemy import select
from models.database import clock
from models.database.ledger import Ledger
from models.org import report_links
from models.tables import ContactRow
from tests.ledger.world import at, issue_in

assert models.__path__[0].startswith(sys.argv[1])
ledger = Ledger()
ledger.upgrade()
house = issue_in(ledger)
with ledger.begin() as session:
    clock.set_clock(session, at(4, 10))
    links = {}
    for unit in ("h1-x1", "h1-x2", "h2-x1"):
        row = house.one(unit, at(4, 10), session=session)
        contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()
        links[unit] = report_links.sign(session, row.id, contact)
print(json.dumps(links))
"""
SWEEPER = """
import asyncio, sys
import models
from flows.plan import cascade_plan
from flows.sweep import sweep
from models.database.ledger import Ledger
from tasks import ledger_access

assert models.__path__[0].startswith(sys.argv[1])
with ledger_access.ledger().read() as session:
    print("ready", flush=True)
for line in sys.stdin:
    for flow in (sweep, lambda **how: cascade_plan("kh-1", **how)):
        state = asyncio.run(flow(return_state=True))
        print(state.type.value, state.message, flush=True)
"""
GOOD = {"f_done": "9", "f_all": "10", "note": "Đã xong"}
PATIENCE = 240
TAKEN = 'name="f_done" value="9"'
"""On the page of whoever has reported, and may correct it."""


class Version:
    """One version of the code, and its processes."""

    def __init__(self, code: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self.code, self._folder = code, folder
        self._environment = {**environment, "PYTHONPATH": str(code)}
        # Its folder is the test's own: what is compiled there once all its processes have.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.port = processes.free_port()
        folder.mkdir()

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.code,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )

    def dondoc(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "cli.main", *words)

    def start(self) -> None:
        """The counter, a dispatcher, and a process that sweeps when it is told to; until all are at work."""
        self._start("portal", "-m", "cli.serving", "portal", "--port", str(self.port))
        self._start("dispatcher", "-m", "cli.serving", "dispatcher")
        self._start("sweeper", "-c", SWEEPER, str(self.code))
        until(lambda: answer(f"http://127.0.0.1:{self.port}/health"), PATIENCE)
        until(lambda: "đã gửi" in self.said("dispatcher"), PATIENCE)
        assert self._hear() == "ready"

    def _start(self, name: str, *words: str) -> None:
        with self.log(name).open("w", encoding="utf-8") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *words],
                cwd=self.code,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if name == "sweeper" else log,
                stderr=log,
                text=True,
            )

    def log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def said(self, name: str) -> str:
        return self.log(name).read_text(encoding="utf-8")

    def _hear(self) -> str:
        out = self.running["sweeper"].stdout
        assert out is not None
        return out.readline().strip()

    def sweep(self) -> list[str]:
        """A sweep, and a run of the plan: how each ended."""
        line = self.running["sweeper"].stdin
        assert line is not None
        line.write("\n")
        line.flush()
        return [self._hear() for _ in range(2)]

    def page(self, link: str) -> str:
        told = httpx.get(f"http://127.0.0.1:{self.port}/b/{link}", timeout=60, follow_redirects=True)
        assert told.status_code == 200, told.text
        return told.text

    def report(self, link: str) -> None:
        """As a browser sends the form."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.page(link)))
        sent = httpx.post(f"http://127.0.0.1:{self.port}/b/{link}", data={**hidden, **GOOD}, timeout=60)
        assert sent.status_code == 303, sent.text

    def complaints(self) -> list[str]:
        told = [line for name in self.running for line in self.said(name).splitlines()]
        return [line for line in told if re.search(r"Traceback|\b(ERROR|CRITICAL)\b|Error: ", line)]

    def stop(self) -> dict[str, int]:
        """As systemd stops them: how each ended."""
        for one in self.running.values():
            one.terminate()
        ended = {}
        for name, one in self.running.items():
            try:
                ended[name] = one.wait(60)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
            for end in (one.stdin, one.stdout):
                if end is not None:
                    end.close()
        self.running.clear()
        return ended


class Both:
    """One ledger, one mail server, and the two versions."""

    def __init__(
        self, old: Version, new: Version, ledger: Ledger, sink: MailSink, links: dict[str, str]
    ) -> None:
        self.old, self.new, self.ledger, self.sink, self.links = old, new, ledger, sink, links

    def set_clock(self, now: datetime) -> None:
        with self.ledger.begin() as session:
            clock.set_clock(session, now)

    def waiting(self) -> int:
        """Mails to be sent by now."""
        with self.ledger.read() as session:
            ready = (
                NoticeRow.state.in_(("queued", "sending", "retry")),
                NoticeRow.ready_at <= clock.now(session),
            )
            asked = select(func.count()).where(NoticeRow.channel == "mail", *ready)
            return session.scalar(asked) or 0

    def until_sent(self, more_than: int) -> int:
        """Nothing waits, and more has arrived than before; so many mails."""
        until(lambda: self.waiting() == 0 and self.sink.box.ids.total() > more_than, PATIENCE)
        return self.sink.box.ids.total()


@pytest.fixture(params=["postgresql", pytest.param("sqlite", marks=pytest.mark.slow)])
def both(request: pytest.FixtureRequest, tmp_path: Path, prefect_server: str) -> Iterator[Both]:
    """Yesterday's processes at work on the ledger that yesterday's code made; today's not started yet."""
    code = code_before.unpack(tmp_path / "before")
    for room in ROOMS:  # once: its processes start together, and each would do it for itself
        compileall.compile_dir(code / room, quiet=1)
    kind = request.param
    url = f"sqlite:///{tmp_path / 'so.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")()
    with ExitStack() as opened:
        opened.enter_context(sink := MailSink(web_port=None))
        line = f"dpmail://127.0.0.1:{sink.port}/?from=btg@example.vn&mode=insecure"
        environment = {**os.environ, "DONDOC_DATABASE_URL": url, "DONDOC_MAIL_URL": line}
        environment |= {"DONDOC_HOME": str(tmp_path / "home"), "PREFECT_API_URL": prefect_server}
        old = Version(code, tmp_path / "old", environment)
        new = Version(CHECKOUT, tmp_path / "new", environment)
        found = old.python("-c", FOUND, str(code))
        assert found.returncode == 0, found.stderr
        ledger = Ledger(url)
        opened.callback(ledger.dispose)
        for version in (old, new):
            opened.callback(version.stop)
        old.start()
        yield Both(old, new, ledger, sink, json.loads(found.stdout))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (made := tmp_path / "home").mkdir(exist_ok=True)
    return made


def revision(ledger: Ledger) -> str:
    with ledger.read() as session:
        return migrate.standing(session.connection())[0]


def test_yesterdays_processes_go_on_across_the_upgrade_and_beside_todays(both: Both) -> None:
    old, new = both.old, both.new
    assert revision(both.ledger) != migrate.NEWEST
    arrived = both.until_sent(0)

    seen = new.dondoc("upgrade", "--check")
    assert (seen.returncode, "→ phải dừng" in seen.stdout) == (0, False), seen.stdout + seen.stderr
    assert "dispatcher" in seen.stdout
    assert revision(both.ledger) != migrate.NEWEST, "a look changes nothing"
    done = new.dondoc("upgrade")
    assert (done.returncode, revision(both.ledger)) == (0, migrate.NEWEST), done.stderr

    # Yesterday's go on: they take a report, call the reminders, send the mails.
    assert TAKEN not in old.page(both.links["h1-x1"])
    old.report(both.links["h1-x1"])
    both.set_clock(at(4, 21))
    assert [told.split()[0] for told in old.sweep()] == ["COMPLETED"] * 2
    arrived = both.until_sent(arrived)

    # Today's come beside them, and each sees what the other has taken.
    new.start()
    for version in (old, new):
        assert TAKEN in version.page(both.links["h1-x1"])
    new.report(both.links["h1-x2"])
    old.report(both.links["h2-x1"])
    both.set_clock(at(4, 28))
    assert [told.split()[0] for told in old.sweep()] == ["COMPLETED"] * 2
    both.set_clock(at(5, 4))
    assert [told.split()[0] for told in new.sweep()] == ["COMPLETED"] * 2
    both.until_sent(arrived)
    house = the_house(both.ledger)
    for unit in both.links:
        assert house.one(unit, at(5, 4)).state == "submitted"
    assert [count for count in Counter(both.sink.box.ids).values() if count > 1] == []

    assert old.complaints() == new.complaints() == []
    ended = old.stop()
    assert {name: ended[name] for name in ("portal", "dispatcher")} == {"portal": 0, "dispatcher": 0}
    # Whoever is stopped stays so: yesterday's code does not begin on today's tables.
    again = old.python("-m", "cli.serving", "dispatcher")
    assert again.returncode != 0
    assert migrate.NEWEST in again.stderr
    with both.ledger.read() as session:
        found = [str(one.why) for check in auditor.LEDGER for one in check(session, at(5, 4))]
    assert found == []


def lay_aside(url: str) -> None:
    """The upgraded database goes elsewhere, as the runbook has it done; an empty one takes its name."""
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        file = Path(str(found.database))
        for part in file.parent.glob(f"{file.name}*"):
            if part.is_file():
                part.rename(part.with_name(f"cat-di-{part.name}"))
        return
    engine = create_engine(found.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{found.database}" RENAME TO "{found.database}_cat_di"'))
        connection.execute(text(f'CREATE DATABASE "{found.database}"'))
    engine.dispose()


@pytest.mark.slow
def test_the_way_back_is_the_backup_of_before_put_back_by_the_version_before(both: Both, home: Path) -> None:
    old, new = both.old, both.new
    arrived = both.until_sent(0)
    assert old.dondoc("backup", "--to", str(home)).returncode == 0
    [backup] = home.glob("*.backup")
    both.set_clock(at(4, 21))
    old.sweep()
    arrived = both.until_sent(arrived)
    old.stop()
    assert new.dondoc("upgrade").returncode == 0
    put_back = ("restore", str(backup), "--apply")
    refused = old.dondoc(*put_back)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert migrate.NEWEST in refused.stderr
    both.ledger.dispose()
    lay_aside(both.ledger.url)
    journals = [folder for folder in home.parent.rglob("*.sent") if folder.is_dir()]
    assert journals
    told = old.dondoc(*put_back, *(word for one in journals for word in ("--sent", str(one))))
    assert told.returncode == 0, told.stderr
    assert revision(both.ledger) != migrate.NEWEST
    # What left after the backup is known from the journal, and does not leave again; life goes on.
    both.set_clock(at(4, 28))
    old.start()
    old.sweep()
    both.until_sent(arrived)
    assert [count for count in Counter(both.sink.box.ids).values() if count > 1] == []
    assert [one for one in the_house(both.ledger).notices(state="unknown") if one.channel == "mail"] == []
