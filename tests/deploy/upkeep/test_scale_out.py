"""Many machines on one: a plan goes on while each part is killed once, the network cut.

Of a province; of the nation with `SCALE_SHARE=16` in the environment, smaller by that factor.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import or_, select

from bench.postgres import cluster
from cli.serving import asking
from cli.serving.processes import Child
from models.channels import presence
from models.database import clock
from models.database.ledger import Ledger
from models.obligations import obligations
from models.tables import NoticeRow
from notifications.fakes.mail import MailSink
from notifications.message import message_id_for
from tests.deploy.upkeep.many_machines import Machines
from tests.deploy.upkeep.scale_plans import ScalePlan, plans
from tests.deploy.upkeep.test_tending import until

OPEN = ("queued", "retry", "sending")
KILLED = "KILLED BY THE TEST"


@dataclass
class ScaleScore:
    """What was killed, how long it was missed, and what became of the letters."""

    missed_s: dict[str, float] = field(default_factory=dict)
    notices: int = 0
    lost: int = 0
    doubled: int = 0
    copies: int = 0


@dataclass
class Office:
    """The machines with the plan, the ledger and the mail server of the test."""

    plan: ScalePlan
    machines: Machines
    ledger: Ledger
    sink: MailSink
    score: ScaleScore = field(default_factory=ScaleScore)

    def move_clock(self, by: timedelta) -> None:
        with self.ledger.begin() as session:
            clock.set_clock(session, clock.now(session) + by)

    def quiet(self) -> bool:
        """Nothing is due that was not called, nothing ready that was not sent."""
        with self.ledger.read() as session:
            now = clock.now(session)
            if list(obligations.uncalled(session, now, timedelta())):
                return False
            # What somebody has in hand has no hour of its own; a dead one holds it until its lease ends.
            due = or_(NoticeRow.state == "sending", NoticeRow.ready_at <= now)
            ready = select(NoticeRow.id).where(NoticeRow.state.in_(OPEN), NoticeRow.channel == "mail", due)
            return session.scalar(ready.limit(1)) is None

    def until_quiet(self) -> None:
        """A run is asked for as the sweep would, only sooner; what a dead one held comes back by lease."""
        give_up, ask_at = time.monotonic() + self.plan.patience, 0.0
        while not self.quiet():
            assert time.monotonic() < give_up, "it never came to rest"
            if time.monotonic() > ask_at:
                asking.ask(self.plan.code)
                self.move_clock(timedelta(minutes=6))
                ask_at = time.monotonic() + 20
            time.sleep(0.2)
        self.note()

    def note(self) -> None:
        """What is known so far, for whoever must stop a long run before its end."""
        if file := os.environ.get("SCALE_SCORE"):
            Path(file).write_text(json.dumps(self.count().__dict__, indent=2), encoding="utf-8")

    def next_week(self) -> None:
        """Something comes due, and a run is asked for."""
        with self.ledger.begin() as session:
            clock.set_clock(session, self.plan.next_morning(session))
        asking.ask(self.plan.code)

    def kill(self, service: str, name: str) -> None:
        """It dies and is started again at once, as compose does; how long until it is of use?"""
        child = self.machines.running[name]
        child.process.kill()
        child.process.wait()
        again = partial(self.start_again, name, child)
        self.missed(name, again, partial(self.back, service, name))

    def start_again(self, name: str, child: Child) -> None:
        self.machines.running[name] = child.again()

    def back(self, service: str, name: str) -> bool:
        """Whether that part is of use again."""
        if service == "dispatcher":
            return self.shows(name)
        if service in ("api", "portal"):
            path = "/api/health" if service == "api" else "/health"
            return self.answers(self.machines.ports[name], path)
        log = self.machines.running[name].log.read_text("utf-8").rpartition(KILLED)[2]
        return ("Starting services" if service == "services" else "started!") in log

    def missed(self, name: str, mend: Callable[[], object], back: Callable[[], bool]) -> None:
        began = time.monotonic()
        mend()
        until(back, self.plan.patience)
        self.score.missed_s[name] = round(time.monotonic() - began, 1)

    def answers(self, port: int, path: str) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5).is_success
        return False

    def shows(self, name: str) -> bool:
        pid = self.machines.running[name].process.pid
        with suppress(Exception), self.ledger.read() as session:
            return any(one.name.endswith(f":{pid}") for one in presence.at_work(session))
        return False

    def count(self) -> ScaleScore:
        """The ledger against the mail server, by Message-ID."""
        with self.ledger.read() as session:
            rows = session.execute(
                select(NoticeRow.key, NoticeRow.state).where(NoticeRow.channel == "mail")
            ).all()
        ids = self.sink.box.ids
        known = {message_id_for(key, "example.vn"): state for key, state in rows}
        sent = [name for name, state in known.items() if state == "sent"]
        self.score.notices = len(sent)
        self.score.lost = sum(not ids[name] for name in sent) + sum(state in OPEN for state in known.values())
        self.score.doubled = len(rows) - len(known) + sum(name not in known for name in ids)
        self.score.copies = sum(many - 1 for many in ids.values())
        return self.score


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Office]:
    if not shutil.which("redis-server") or not shutil.which("pg_config"):
        pytest.skip("no Redis or no PostgreSQL on this machine (Debian: redis-server, postgresql)")
    sink = MailSink(web_port=None).start()
    with cluster() as postgres:
        for statement in ("CREATE DATABASE prefect", "CREATE DATABASE dondoc"):
            postgres.sql(statement)
        postgres.sql("CREATE EXTENSION pg_trgm", "prefect")
        mail = f"dpmail://127.0.0.1:{sink.port}/?from=btg@example.vn&mode=insecure"
        machines = Machines(tmp_path, postgres, mail)
        ledger = Ledger(machines.ledger)
        monkeypatch.setenv("DONDOC_HOME", str(machines.home))
        monkeypatch.setenv("PREFECT_API_URL", machines.api)
        try:
            machines.start_redis()
            yield Office(request.param, machines, ledger, sink)
        finally:
            machines.close()
            ledger.dispose()
            sink.stop()


def bring_up(office: Office) -> None:
    """Servers and services at once on an empty database: the traps are that one ends, or has no triggers."""
    machines = office.machines
    machines.start("api", "services", "portal")
    machines.start_proxy()
    until(
        lambda: all(office.answers(machines.ports[name], "/api/ready") for name in machines.names("api")), 300
    )
    assert machines.running["services"].alive
    office.ledger.upgrade()
    with office.ledger.begin() as session:
        clock.set_clock(session, office.plan.begins)
    office.plan.issue(machines, office.ledger)
    machines.desk("deploy")
    machines.start("worker-khan", "worker-thuong", "worker-tong-hop", "dispatcher")


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("office", plans(), indirect=True, ids=lambda one: one.code)
def test_each_part_dies_once_and_nothing_is_lost_or_doubled(office: Office) -> None:
    machines = office.machines
    bring_up(office)
    office.until_quiet()
    for service in (
        "dispatcher",
        "portal",
        "api",
        "services",
        "worker-khan",
        "worker-thuong",
        "worker-tong-hop",
    ):
        for name in machines.names(service):
            office.next_week()
            with machines.running[name].log.open("a", encoding="utf-8") as log:
                log.write(f"{KILLED}\n")
            office.kill(service, name)
            assert office.answers(machines.counter, "/health")
            office.until_quiet()
    office.next_week()
    machines.redis.kill()
    machines.redis.wait()
    office.missed("redis", machines.start_redis, lambda: office.answers(machines.front, "/api/ready"))
    office.until_quiet()
    office.next_week()
    office.missed("database", machines.postgres.crash, lambda: office.answers(machines.front, "/api/ready"))
    office.until_quiet()
    office.next_week()
    machines.cable.cut()
    time.sleep(5)
    office.missed(
        "network",
        machines.cable.mend,
        lambda: all(office.shows(name) for name in machines.names("dispatcher")),
    )
    office.until_quiet()
    score = office.count()
    assert score.notices > office.plan.letters
    assert (score.lost, score.doubled) == (0, 0)
    # One letter in hand of each dispatcher for each time that it, or the ledger, went away under it.
    assert score.copies <= 2 + 2 * 2
