"""The counter on the last evening: python -m bench.portal --json

A province of 958 units on PostgreSQL, the counter in as many processes as there are cores. Fifty requests a
second for a minute: every grassroots unit opens its page and sends its report, the rest opens pages, while
the steps of the evening are called all the time. Then pages as fast as they go, beside an empty FastAPI page.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bench import generate, postgres
from bench.ledger import CALENDAR, NOW
from bench.portal_load import Load, as_fast_as_it_goes, ask, steady
from cascade.checked_cascade import cascade
from cli.serving.upkeep import siblings, tie
from models.changes.issuing import issue
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.org import report_links
from models.reminders import escalate
from models.tables import ContactRow, DutyRow, ObligationRow, ReportRow
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace
from settings.ledger_and_counter import cores

EVENING = NOW + timedelta(days=114)
RATE, SECONDS = 50, 60
FLAT_OUT = 15
NATION, HOURS = 52_000, 4
CALM = Paces(*(Pace(1_000_000) for _ in Paces.__dataclass_fields__))
"""Without the limits by address: all visitors of the benchmark have the same one."""
_TAGS = re.compile(r"<[^>]+>")
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def serve(url: str, line: socket.socket, many: int) -> None:
    """So many processes of the counter over that ledger, or of an empty page where there is none."""
    if many > 1:
        siblings.run(many, lambda _: _serve(url, line))
    _serve(url, line)


def _serve(url: str, line: socket.socket) -> None:
    import uvicorn
    from fastapi import FastAPI

    from portal.app import create_app
    from portal.web import connections
    from portal.web.counter import Counter

    if url:
        ledger = Ledger(url)
        app = create_app(ledger, Counter(ledger, paces=CALM))
    else:
        app = FastAPI()
        app.add_api_route("/empty", lambda: {})
    config = uvicorn.Config(app, log_level="critical", **(connections.options() if url else {}))
    uvicorn.Server(config).run(sockets=[line])


@contextmanager
def served(url: str, many: int) -> Iterator[tuple[int, int]]:
    """The port, and the process that has started the others."""
    line = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(url, line, many))
    process.start()
    port = line.getsockname()[1]
    line.close()
    try:
        assert process.pid is not None
        yield port, process.pid
    finally:
        process.terminate()
        process.join()


def prepare(url: str) -> list[str]:
    """Issue the plan; the links of all grassroots units to their first duty."""
    ledger = Ledger(url)
    ledger.upgrade()
    tree = generate.tree(generate.PROVINCE)
    made = cascade(generate.plan(generate.PROVINCE), tree, CALENDAR)
    with ledger.begin() as session:
        import_units.take_over(session, tree, NOW)
        issue(session, made, now=NOW, by="bench")
        clock.set_clock(session, EVENING)
    # Not only to look: the keys that sign links are made the first time one is signed.
    with ledger.begin() as session:
        owed = (
            select(ObligationRow.id, ContactRow.id)
            .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
            .join(ContactRow, ContactRow.unit == ObligationRow.unit)
            .where(DutyRow.key == "D1/grassroots")
        )
        found = session.execute(owed).all()
        signer = report_links.signer(session, [contact for _, contact in found])
        links = [f"/b/{signer.sign(duty, contact)}" for duty, contact in found]
    ledger.dispose()
    return links


class Unit:
    """An officer who opens a page and sends the report."""

    def __init__(self, port: int, link: str, number: int) -> None:
        self._port, self._link = port, link
        self._form: dict[str, str] = {}
        self._done = {"f_done": str(40 + number % 4), "f_all": "44"}
        self.opened = threading.Event()

    def open(self) -> None:
        status, page = ask(self._port, "GET", self._link)
        self._form = dict(_HIDDEN.findall(page))
        self.opened.set()
        _expect(200, status, page)

    def send(self) -> None:
        self.opened.wait(60)
        sent = self._form | self._done | {"note": ""}
        status, page = ask(self._port, "POST", self._link, sent)
        _expect(303, status, page)


def _look(port: int, path: str) -> None:
    _expect(200, *ask(port, "GET", path))


def _expect(wanted: int, status: int, page: str) -> None:
    if status != wanted:
        told = " ".join(_TAGS.sub(" ", page).split())
        raise RuntimeError(f"{status} where {wanted} was wanted: {told[:200]}")


@contextmanager
def sweeping(url: str) -> Iterator[list[int]]:
    """The steps of the evening are called again and again meanwhile."""
    over, told = threading.Event(), list[int]()

    def sweep() -> None:
        ledger = Ledger(url)
        now = EVENING
        while not over.wait(0.5):
            now += timedelta(hours=1)
            with ledger.begin() as session:
                plan = session.scalars(select(ObligationRow.plan_id)).first() or 0
                told.append(escalate.run(session, plan, now).queued)
        ledger.dispose()

    thread = threading.Thread(target=sweep)
    thread.start()
    yield told
    over.set()
    thread.join()


def measured(many: int) -> dict[str, float | int]:
    """All figures, with so many processes of the counter."""
    with postgres.cluster() as server:
        server.sql("CREATE DATABASE so")
        url = server.url("psycopg", "so")
        links = prepare(url)
        with served(url, many) as (port, process):
            as_fast_as_it_goes(partial(_look, port, links[0]), 2)
            before = _cpu(process)
            with sweeping(url) as swept:
                load = steady(_evening(port, links), RATE)
            cpu = _cpu(process) - before
            flat_out = as_fast_as_it_goes(partial(_look, port, links[1]), FLAT_OUT)
        with served("", many) as (port, _):
            as_fast_as_it_goes(partial(_look, port, "/empty"), 2)
            empty = as_fast_as_it_goes(partial(_look, port, "/empty"), FLAT_OUT)
        ledger = Ledger(url)
        with ledger.read() as session:
            reports = session.scalar(select(func.count()).select_from(ReportRow)) or 0
        ledger.dispose()
    return _figures(load, cpu, flat_out, empty) | {
        "processes": many,
        "units": len(links),
        "reports": reports,
        "lost": len(links) - reports,
        "sweeps": len(swept),
    }


def _evening(port: int, links: list[str]) -> list[partial[None]]:
    units = [Unit(port, link, number) for number, link in enumerate(links)]
    jobs: list[partial[None]] = []
    for number, unit in enumerate(units):
        jobs.append(partial(unit.open))
        jobs += [partial(units[number - 20].send)] if number >= 20 else []
    jobs += [partial(unit.send) for unit in units[-20:]]
    more = RATE * SECONDS - len(jobs)
    return jobs + [partial(units[number % len(units)].open) for number in range(more)]


def _figures(load: Load, cpu: float, flat_out: Load, empty: Load) -> dict[str, float | int]:
    if load.errors:
        print("\n".join(load.errors[:5]))
    per_request = cpu / len(load.milliseconds)
    return {
        "errors": len(load.errors),
        "rps": round(load.rps, 1),
        "p95_ms": round(load.p95, 1),
        "pages_a_second": round(flat_out.rps, 1),
        "empty_a_second": round(empty.rps, 1),
        "fraction_of_empty_page": round(flat_out.rps / empty.rps, 3),
        "cpu_ms_per_request": round(per_request * 1000, 2),
        # Each unit of a nation opens its page and sends it once; how much of one core that takes.
        "nation_evening_cores": round(2 * NATION * per_request / (HOURS * 3600), 3),
    }


def _cpu(process: int) -> float:
    """Processor seconds of a process and of those it has started, so far."""
    told = (Path(f"/proc/{one}/stat").read_text() for one in (process, *tie.below(process)))
    fields = [one.rsplit(")", 1)[1].split() for one in told]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.portal", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    how = "processes of the counter; as many as there are cores"
    parser.add_argument("--processes", type=int, default=cores(), help=how)
    given = parser.parse_args()
    found = measured(given.processes)
    print(
        json.dumps(found)
        if given.json
        else "\n".join(f"{name:26} {value:>12}" for name, value in found.items())
    )


if __name__ == "__main__":
    main()
