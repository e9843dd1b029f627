"""The morning of a nation's plan, and its papers: `python -m bench.nation [--json] [--share N]`.

Every rung of the fullest morning is called on PostgreSQL, branch by branch as the flow's step does it; then
dispatchers send until nothing waits. Without Prefect: what a run costs beside its steps, bench.orchestration
tells. By the clock, and in seconds of the processor (the database's too) for a machine that others use.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, update

from bench import ledger as houses
from bench import rung
from bench.mailing import Drainer
from bench.sink import Sink
from cascade.notices.kinds import NoticeState
from models.database import clock
from models.database.ledger import Ledger
from models.plans import plans
from models.tables import NoticeRow
from services import snapshot
from services.exports import write_exports
from tasks.board.artifacts import Shelf
from tasks.steps import publish

GOALS = {
    "nation_minutes": "≤ 10",
    "nation_peak_mb": "≤ 1500",
    "rung_postgres_over_sqlite": "≤ 1.2",
    "rung_cpu_postgres_over_sqlite": "≤ 1.2",
    "publish_s": "≤ 15",
    "xlsx_s": "≤ 40",
}
DISPATCHERS = 2


class Memory:
    """The most that the processes held together: each page counted once (PSS), looked at twice a second."""

    def __init__(self, server: Path) -> None:
        self._server, self._over, self.peak_mb = server, threading.Event(), 0.0
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            everybody = _family({os.getpid(), _postmaster(self._server)})
            self.peak_mb = max(self.peak_mb, sum(map(_pss_mb, everybody)))


def _family(roots: set[int]) -> set[int]:
    """The processes, and all that they started."""
    parents = dict(_parents())
    found = set(roots)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        yield int(folder.name), int(told.rpartition(")")[2].split()[1])


def _pss_mb(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _cpu_s(server: Path | None) -> float:
    """What we have used of the processor, and the database with all its processes, ended ones too."""
    used = time.process_time()
    for process in _family({_postmaster(server)}) if server else ():
        try:
            told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        used += sum(map(int, told.rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")
    return used


def _postmaster(server: Path) -> int:
    return int((server / "postmaster.pid").read_text(encoding="ascii").split()[0])


def measure(share: int) -> dict[str, float]:
    """The rungs on both databases; on PostgreSQL also the letters, the board's sheets and the table."""
    of = houses.size(share)
    with houses.sqlite(of) as fresh:
        ledger = houses.issued(of, fresh())
        plan, morning, _ = rung._fullest(ledger)
        cpu = _cpu_s(None)
        beside = sum(rung._by_branch(ledger, plan, morning))
        cpu = _cpu_s(None) - cpu
        ledger.dispose()
    with houses.postgres(of) as fresh:
        ledger = houses.issued(of, fresh())
        data = Path(str(make_url(ledger.url).query["host"]))
        with Memory(data) as memory, Sink() as sink:
            found = _morning(ledger, sink, data) | _papers(ledger, morning)
        ledger.dispose()
    return found | {
        "nation_peak_mb": memory.peak_mb,
        "rung_postgres_over_sqlite": found["rung_s"] / beside,
        "rung_cpu_postgres_over_sqlite": found["rung_cpu_s"] / cpu,
    }


def _morning(ledger: Ledger, sink: Sink, data: Path) -> dict[str, float]:
    plan, morning, rungs = rung._fullest(ledger)
    _first_letters_have_left(ledger, morning)
    start, cpu = time.perf_counter(), _cpu_s(data)
    called = sum(rung._by_branch(ledger, plan, morning))
    cpu = _cpu_s(data) - cpu
    before = sink.counts()[0]
    drainers = [Drainer(ledger.url, sink, rungs) for _ in range(DISPATCHERS)]
    for one in drainers:
        one.go()
    sent = [one.report()["sent"] for one in drainers]
    seconds = time.perf_counter() - start
    mails = sink.counts()[0] - before
    assert mails == sum(sent) == sink.counts()[1], "each notice once"
    times = {"nation_minutes": seconds / 60, "rung_s": called, "rung_cpu_s": cpu}
    return times | {"rungs": rungs, "mails": mails}


def _first_letters_have_left(ledger: Ledger, morning: datetime) -> None:
    gone = {"state": NoticeState.SENT, "ready_at": None, "sent_at": morning - timedelta(days=1)}
    with ledger.begin() as session:
        session.execute(update(NoticeRow).values(**gone))
        clock.set_clock(session, morning)


def _papers(ledger: Ledger, now: datetime) -> dict[str, float]:
    """What the board is shown, drawn and read to the end, and the table of every duty."""
    began = time.perf_counter(), time.process_time()
    with ledger.read() as session:
        (record,) = plans.all_plans(session)
        drawn = snapshot.look(session, record.code, now)
        sheets = publish._sheets(session, drawn, Shelf(uuid.uuid4()))
        size = sum(len(json.dumps(one.data, ensure_ascii=False).encode()) for one in sheets)
    shown = time.perf_counter(), time.process_time()
    with ledger.read() as session, tempfile.TemporaryDirectory(prefix="dondoc-bench-xlsx-") as folder:
        plan = plans.record(session, record.code)
        write_exports.write(session, plan, now, Path(folder) / "bang.xlsx", "xlsx")
    written = time.perf_counter(), time.process_time()
    return {
        "publish_mb": size / 1e6,
        "publish_s": shown[0] - began[0],
        "publish_cpu_s": shown[1] - began[1],
        "xlsx_s": written[0] - shown[0],
        "xlsx_cpu_s": written[1] - shown[1],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.nation", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--share", type=int, default=1, help="a nation smaller by this factor")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # leave no database behind
    found = {name: round(value, 2) for name, value in measure(asked.share).items()}
    found = {name: found[name] for name in [*GOALS, *sorted(found.keys() - GOALS)]}
    lines = (f"{name:28} {value:>10}   {GOALS.get(name, '')}" for name, value in found.items())
    print(json.dumps(found) if asked.json else "\n".join(lines))


if __name__ == "__main__":
    main()
