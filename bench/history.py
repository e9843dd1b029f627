"""What years behind it cost a ledger: `python -m bench.history [--json] [--years N] [--part DATABASE]`.

A province of a thousand units with twelve plans a year that are over (reported, accepted, closed) and one
that runs. What is done every five minutes, every night or at a click is measured over one year and over ten:
milliseconds by the clock and of the processor (ours and the database's), and how much the years add.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, select, text, update

from bench import history_years, office_pages
from bench import ledger as houses
from bench.history_years import A_YEAR, FIRST, NOW_RUNNING, RUNNING, Past
from bench.watching import cpu_s, postmaster
from cascade.lang.refusal import Refusal
from cascade.notices.kinds import NoticeState
from models import outbox
from models.database import audit_chain, clock, stored_settings
from models.database.ledger import Ledger, Session
from models.org import report_links
from models.org.officers import clear_past
from models.plans import plans
from models.stats import ledger_figures
from models.tables import ContactRow, NoticeRow, ObligationRow
from portal.office.web.desk import ROOT
from services.answers.files import take_files
from services.auditing import auditor, follow_up, sealed_log
from services.auditing.machine_checks import Around
from services.keeping import archive_plan, back_up
from tasks.isolation import SWEEP, Apart

HOUSES = {"sqlite": houses.sqlite, "postgres": houses.postgres}
ROUNDS = 5
GOAL_MS = 300
"""A sweep with nothing due beyond an empty flow."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds: the middle by the clock, the mean of the processor."""

    clock: float
    cpu: float


@dataclass
class Old:
    """A ledger with so many years, and the processes that its database has."""

    ledger: Ledger
    past: Past
    roots: tuple[int, ...]

    def cost(self, work: Callable[[], object], rounds: int = ROUNDS) -> Cost:
        """Once unmeasured, then the rounds together: what a database does in between is in it."""
        work()
        times, used = [], cpu_s(*self.roots)
        for _ in range(rounds):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        return Cost(statistics.median(times) * 1000, (cpu_s(*self.roots) - used) * 1000 / rounds)


def measure(kind: str, years: int) -> dict[str, dict[str, float]]:
    """Each thing by name: after one year, after all of them, and their relation."""
    of = history_years.province()
    found: dict[int, dict[str, Cost]] = {}
    sizes: dict[int, dict[str, float]] = {}
    with HOUSES[kind](of) as fresh:
        for many in (1, years):
            began = time.perf_counter()
            ledger = fresh()
            past = history_years.fill(ledger, of, many * A_YEAR)
            sizes[many] = {"fill_s": time.perf_counter() - began, "rows": sum(past.rows.values())}
            sizes[many]["ledger_mb"] = _size_mb(ledger)
            print(f"{kind}: {many} years, {sizes[many]}", file=sys.stderr, flush=True)
            old = Old(ledger, past, _roots(ledger))
            found[many] = {name: _told(many, name, cost) for name, cost in _everything(old, sizes[many])}
            ledger.dispose()
    first, last = found[1], found[years]
    told = {
        f"{kind}_{name}": {
            "one_ms": first[name].clock,
            "all_ms": last[name].clock,
            "one_cpu_ms": first[name].cpu,
            "all_cpu_ms": last[name].cpu,
            "growth": last[name].cpu / first[name].cpu if first[name].cpu else 0.0,
        }
        for name in first.keys() & last.keys()
    }
    return told | {f"{kind}_{n}": {"one": sizes[1][n], "all": sizes[years][n]} for n in sizes[years]}


def _everything(old: Old, sizes: dict[str, float]) -> Iterator[tuple[str, Cost]]:
    yield from _costs(old)
    yield from _pages(old)
    yield from _kept(old, sizes)


def _told(years: int, name: str, cost: Cost) -> Cost:
    """As it goes, for whoever waits."""
    print(f"{years:3} {name:22} {cost.clock:10.1f} {cost.cpu:10.1f}", file=sys.stderr, flush=True)
    return cost


def _roots(ledger: Ledger) -> tuple[int, ...]:
    host = make_url(ledger.url).query.get("host")
    return (postmaster(Path(str(host))),) if host else ()


def _size_mb(ledger: Ledger) -> float:
    url = make_url(ledger.url)
    if not url.drivername.startswith("sqlite"):
        with ledger.read() as session:
            return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0) / 1e6
    return Path(url.database or "").stat().st_size / 1e6


def _costs(old: Old) -> Iterator[tuple[str, Cost]]:
    """What goes by itself: the sweep, the senders, the nights; and the desk."""
    from flows import sweep
    from flows.forms import form_choices

    def idle() -> None:
        apart = Apart(SWEEP)
        with old.ledger.read() as session:
            assert not sweep.due_plans(session, apart)
            form_choices.stale(session, apart)
        sealed_log.seal(old.ledger, NOW_RUNNING)
        apart.settle(old.ledger, NOW_RUNNING)
        with old.ledger.read() as session:
            auditor.quick(session, NOW_RUNNING), follow_up.standing(session)

    _board_has_seen(old)
    yield "idle_sweep", old.cost(idle)
    yield "idle_sweep_plans", old.cost(lambda: _read(old, sweep.due_plans))
    yield "idle_sweep_forms", old.cost(lambda: _read(old, form_choices.stale))
    yield "idle_sweep_audit", old.cost(lambda: _read(old, lambda s: auditor.quick(s, NOW_RUNNING)))
    yield "claim", old.cost(lambda: _claim(old), 20)
    yield "look_when_to_wake", old.cost(lambda: _read(old, outbox.next_ready))
    yield "auditor", old.cost(lambda: _read(old, lambda s: auditor.look(s, NOW_RUNNING, Around())), 2)
    yield "retention", old.cost(lambda: _forget(old))
    yield "status", old.cost(lambda: _desk(old, "status"), 2)
    yield "status_of_plan", old.cost(lambda: _desk(old, "status", RUNNING), 2)
    yield "metrics", old.cost(lambda: _read(old, ledger_figures.figures), 2)


def _read(old: Old, asked: Callable[[Session], object]) -> None:
    with old.ledger.read() as session:
        asked(session)


def _board_has_seen(old: Old) -> None:
    """The running plan was published, the forms were posted, and a sweep has seen that it is so."""
    from flows.forms import form_choices

    with old.ledger.begin() as session:
        history_years.shown_to_the_board(session)
        swept = {"at": clock.machine().isoformat(), "seconds": 0.1, "seen": audit_chain.end(session).settled}
        stored_settings.put(session, ledger_figures.SWEPT, swept)
        form_choices.remember(session, form_choices.lists(session))


def _claim(old: Old) -> None:
    """A dispatcher takes fifty in hand and gives them back."""
    with old.ledger.begin() as session:
        one = select(NoticeRow.id).order_by(NoticeRow.id.desc()).limit(50)
        ready = {"state": NoticeState.QUEUED, "ready_at": NoticeRow.due_at}
        session.execute(update(NoticeRow).where(NoticeRow.id.in_(one.scalar_subquery())).values(ready))
    with old.ledger.begin() as session:
        held = outbox.claim(session, NOW_RUNNING, "bench")
        assert len(held) == 50
        outbox.recheck(session, held, NOW_RUNNING)
    with old.ledger.begin() as session:
        sent = {"state": NoticeState.SENT, "claim": None, "lease_until": None}
        session.execute(update(NoticeRow).where(NoticeRow.lease_until.is_not(None)).values(sent))


def _forget(old: Old) -> None:
    """What is cleared every night."""
    with old.ledger.begin() as session:
        clear_past.clear(session, NOW_RUNNING)
        take_files.clear_forgotten(session, NOW_RUNNING)


def _desk(old: Old, *words: str) -> None:
    """A command, without the start of its process."""
    from cli import main

    os.environ["DONDOC_DATABASE_URL"] = old.ledger.url
    out = io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(out):
        assert main.main(list(words)) == 0


def _pages(old: Old) -> Iterator[tuple[str, Cost]]:
    """Pages of the office, and those of a unit behind its links."""
    from starlette.testclient import TestClient

    from portal.app import create_app
    from portal.web.counter import Counter

    browser = office_pages.signed_in(old.ledger, NOW_RUNNING)
    with old.ledger.begin() as session:
        running = plans.number(session, RUNNING)
        unit = "p00123"
        owed = select(ObligationRow.id).where(ObligationRow.unit == unit, ObligationRow.plan_id == running)
        number = session.scalars(owed.limit(1)).one()
        contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()
        signer = report_links.signer(session, [contact])
        links = {
            "unit_duty": f"/b/{signer.sign(number, contact)}",
            "unit_list": f"/d/{signer.sign(0, contact)}",
        }
    plan = f"{ROOT}/ke-hoach"
    pages = {
        "office_first": ROOT,
        "office_plans": plan,
        "office_plans_closed": f"{plan}?xem=da-ket-thuc",
        "office_plan": f"{plan}/{running}",
        "office_duties": f"{plan}/{running}/nhiem-vu?tinh-trang=qua-han",
        "office_figures": f"{plan}/{running}/so-lieu",
        "office_unit": f"{ROOT}/don-vi/{unit}",
        "office_unit_duties": f"{plan}/don-vi/{unit}",
        "office_unit_of_plan": f"{plan}/{running}/don-vi/{unit}",
        "office_units": f"{ROOT}/don-vi",
        "office_notices": f"{ROOT}/thong-bao",
        "office_channels": f"{ROOT}/kenh",
    }
    for name, path in pages.items():
        yield name, old.cost(lambda path=path: office_pages.get(browser, path))  # type: ignore[misc]
    unit_browser = TestClient(create_app(old.ledger, Counter(old.ledger)), base_url="https://office.test")
    for name, path in links.items():
        yield name, old.cost(lambda path=path: office_pages.get(unit_browser, path))  # type: ignore[misc]


def _kept(old: Old, sizes: dict[str, float]) -> Iterator[tuple[str, Cost]]:
    """One plan in one file, and everything in one file, put back once to see that it can be."""
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-keep-") as name:
        folder = Path(name)
        made: list[Path] = []

        def archive() -> None:
            made.append(folder / f"{len(made)}.zip")
            _read(old, lambda session: archive_plan.archive(session, FIRST, made[-1], NOW_RUNNING, "bench"))

        yield "archive_plan", old.cost(archive, 1)
        sizes["archive_mb"] = made[-1].stat().st_size / 1e6
        start, used = time.perf_counter(), cpu_s(*old.roots)
        try:
            done = back_up.back_up(old.ledger, folder / "backups")
        except Refusal as refused:  # a pg_dump that is older than the server
            print(refused, file=sys.stderr)
        else:
            sizes["backup_mb"] = done.size / 1e6
            yield "backup", Cost((time.perf_counter() - start) * 1e3, (cpu_s(*old.roots) - used) * 1e3)
    start, used = time.perf_counter(), cpu_s(*old.roots)
    assert not sealed_log.nightly(old.ledger, NOW_RUNNING).found
    yield "nightly_log", Cost((time.perf_counter() - start) * 1e3, (cpu_s(*old.roots) - used) * 1e3)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--years", type=int, default=10, help="how old the older ledger is")
    parser.add_argument("--part", choices=[*HOUSES], help="one of the databases only")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # leave no database behind
    found: dict[str, dict[str, float]] = {}
    for kind in [asked.part] if asked.part else HOUSES:
        found |= measure(kind, asked.years)
    rounded = {name: {key: round(value, 2) for key, value in one.items()} for name, one in found.items()}
    if asked.json:
        print(json.dumps(rounded))
    else:
        for name, one in rounded.items():
            print(f"{name:34}", "  ".join(f"{key} {value:>9.1f}" for key, value in one.items()))


if __name__ == "__main__":
    main()
