"""The morning of a nation's plan, and its papers: `python -m bench.nation [--json] [--share N] [--flows]`.

Every rung of the fullest morning is called on PostgreSQL, branch by branch as the flow's step does it; then
dispatchers send until nothing waits. With `--flows` the morning goes through Prefect: bench.nation_flows.
By the clock, and in seconds of the processor (the database's too) for a machine that others use.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, update

from bench import ledger as houses
from bench import nation_flows, rung
from bench.mailing import Drainer
from bench.sink import Sink
from bench.watching import Memory, cpu_s, postmaster
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
    "nation_flows_minutes": "≤ 10",
    "nation_flows_peak_mb": "≤ 1500",
    "run_mb": "≤ 400",
}
DISPATCHERS = 2


def measure(share: int) -> dict[str, float]:
    """The rungs on both databases; on PostgreSQL also the letters, the board's sheets and the table."""
    of = houses.size(share)
    with houses.sqlite(of) as fresh:
        ledger = houses.issued(of, fresh())
        plan, morning, _ = rung._fullest(ledger)
        cpu = cpu_s()
        beside = sum(rung._by_branch(ledger, plan, morning))
        cpu = cpu_s() - cpu
        ledger.dispose()
    with houses.postgres(of) as fresh:
        ledger = houses.issued(of, fresh())
        data = Path(str(make_url(ledger.url).query["host"]))
        with Memory(postmaster(data)) as memory, Sink() as sink:
            found = _morning(ledger, sink, data) | _papers(ledger, morning)
        ledger.dispose()
    return found | {
        "nation_peak_mb": memory.peak_mb,
        "rung_postgres_over_sqlite": found["rung_s"] / beside,
        "rung_cpu_postgres_over_sqlite": found["rung_cpu_s"] / cpu,
    }


def _morning(ledger: Ledger, sink: Sink, data: Path) -> dict[str, float]:
    plan, morning, rungs = rung._fullest(ledger)
    first_letters_have_left(ledger, morning)
    start, cpu = time.perf_counter(), cpu_s(postmaster(data))
    called = sum(rung._by_branch(ledger, plan, morning))
    cpu = cpu_s(postmaster(data)) - cpu
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


def first_letters_have_left(ledger: Ledger, morning: datetime) -> None:
    """Sent the day before that morning, which begins now."""
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
    parser.add_argument("--flows", action="store_true", help="the morning alone, with Prefect's flows")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # leave no database behind
    told = nation_flows.apart(asked.share) if asked.flows else measure(asked.share)
    found = {name: round(value, 2) for name, value in told.items()}
    found = {name: found[name] for name in [*GOALS, *sorted(found.keys() - GOALS)] if name in found}
    lines = (f"{name:28} {value:>10}   {GOALS.get(name, '')}" for name, value in found.items())
    print(json.dumps(found) if asked.json else "\n".join(lines))


if __name__ == "__main__":
    main()
