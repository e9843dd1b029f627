"""The morning of a nation's plan with all that runs it: Prefect's server, a worker, dispatchers, PostgreSQL.

A sweep is asked for, finds the plan due and gives it to the worker, whose run calls every rung, branch by
branch, and shows the board; two dispatchers send meanwhile. Until nothing waits and the run is over.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, or_, select

from bench import ledger as houses
from bench import prefect_house, rung
from bench.ledger import NOW
from bench.prefect_house import House
from bench.sink import Sink
from bench.watching import Memory, postmaster, words
from cascade.notices.kinds import NoticeState
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger, Session
from models.obligations import obligations
from models.tables import NoticeRow

DISPATCHERS = 2
MOST_S = 20 * 60
"""A morning that takes longer is given up."""
OPEN = (NoticeState.QUEUED, NoticeState.RETRY, NoticeState.SENDING)
_NAMES = {
    "prefect.flow_engine": "run",
    "prefect.engine": "run",
    "flow-run execute": "run",
    "cli.serving dispatcher": "dispatcher",
    "cli.serving.guarded": "server",
    "patient_worker": "worker",
    "worker start": "worker",
    "server start": "server",
    "prefect.server": "server",
    "postgres": "postgres",
}
ENDED = """
SELECT count(*) FROM flow_run JOIN flow ON flow.id = flow_id
WHERE flow.name = 'Triển khai kế hoạch' AND state_type IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
"""
STATES = """
SELECT flow.name || ' ' || flow_run.state_type || ' ' ||
round(extract(epoch FROM coalesce(flow_run.end_time, now()) - flow_run.start_time))
FROM flow_run JOIN flow ON flow.id = flow_id WHERE flow_run.start_time IS NOT NULL
ORDER BY flow_run.start_time
"""
STEPS = """
SELECT json_object_agg(name, seconds) FROM (SELECT regexp_replace(task_run.name, '.* · ', '') AS name,
round(sum(extract(epoch FROM task_run.end_time - task_run.start_time))::numeric, 1) AS seconds
FROM task_run JOIN flow_run ON flow_run.id = flow_run_id JOIN flow ON flow.id = flow_id
WHERE task_run.end_time IS NOT NULL AND flow.name = 'Triển khai kế hoạch'
GROUP BY 1 ORDER BY 2 DESC LIMIT 12) AS long
"""


def measure(share: int) -> dict[str, float]:
    """From the sweep until the last mail is at the sink, and what the processes held."""
    with prefect_house.opened() as house, Sink() as sink, tempfile.TemporaryDirectory() as name:
        os.environ["DONDOC_HOME"] = name
        os.environ["DONDOC_DATABASE_URL"] = house.database("dondoc")
        os.environ["DONDOC_MAIL_URL"] = f"dpmail://127.0.0.1:{sink.port}/?from=btg@example.vn&mode=insecure"
        os.environ["DONDOC_SECRET"] = "Vq3nTz8Lr1XcYw6Kp0JdHs5Mf9BgUa2ReNo7iCtEx4k"
        ledger = Ledger()
        plan, morning, rungs = _eve(ledger, share)
        with _crew(Path(name)):
            _until_shown(house, plan)
            return _morning(house, ledger, sink, morning) | {"rungs": rungs}


def _eve(ledger: Ledger, share: int) -> tuple[str, datetime, int]:
    """Issued long ago: the first letters have left."""
    from bench.nation import first_letters_have_left

    of = houses.size(share)
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, of.tree, NOW)
    houses.issued(of, ledger)
    _, morning, rungs = rung._fullest(ledger)
    first_letters_have_left(ledger, morning - timedelta(days=1))
    return of.plan.code, morning, rungs


@contextmanager
def _crew(home: Path) -> Iterator[None]:
    """All that works besides the servers, as an office starts it."""
    from cli.serving import deploying, processes
    from cli.serving.environment import local_api, role_environment

    deploying.deploy()
    names = ["worker", *(f"dispatcher-{number}" for number in range(DISPATCHERS))]
    running = [
        processes.start(
            one,
            ["cli.serving", one.partition("-")[0]],
            role_environment(one.partition("-")[0], home, local_api()),
            home / "logs",
        )
        for one in names
    ]
    try:
        yield
    except BaseException:
        for one in running:
            print(one.name, one.last_words(), sep="\n", file=sys.stderr)
        raise
    finally:
        processes.stop(running)


def _ask() -> None:
    """A sweep at once, as its schedule would in five minutes at most."""
    from prefect.deployments import run_deployment

    from tasks.board.board_labels import SWEEP_NAME

    async def ask() -> None:
        await run_deployment(f"{_flow_name()}/{SWEEP_NAME}", timeout=0, as_subflow=False)  # type: ignore[misc]

    asyncio.run(ask())


def _flow_name() -> str:
    from flows.sweep import SWEEP

    return SWEEP


def _until_shown(house: House, plan: str) -> None:
    """The board has the plan's picture before its morning."""
    _ask()
    give_up = time.monotonic() + MOST_S
    while not int(house.pg.sql(ENDED, "prefect")):
        assert time.monotonic() < give_up, house.pg.sql(STATES, "prefect")
        time.sleep(1)


def _morning(house: House, ledger: Ledger, sink: Sink, morning: datetime) -> dict[str, float]:
    before = sink.counts()[0]
    with ledger.begin() as session:
        clock.set_clock(session, morning)
    roots = (postmaster(house.pg.folder / "data"), house.server_pid)
    start = time.perf_counter()
    mb, runs, tasks = house.prefect_mb(), int(house.pg.sql(ENDED, "prefect")), house.ended()
    with Memory(*roots, named=_named) as memory:
        _ask()
        last, mails, called = start, before, 0.0
        while int(house.pg.sql(ENDED, "prefect")) == runs or not _quiet(ledger):
            assert time.perf_counter() - start < MOST_S, house.pg.sql(STATES, "prefect")
            time.sleep(1)
            if (now := sink.counts()[0]) != mails:
                last, mails = time.perf_counter(), now
            if not called and _called(ledger):
                called = time.perf_counter() - start
    whole = time.perf_counter() - start
    received, distinct = sink.counts()
    assert received == distinct, "each notice once"
    print(house.pg.sql(STATES, "prefect"), house.pg.sql(STEPS, "prefect"), sep="\n", file=sys.stderr)
    sizes: Mapping[str, float] = {f"{name}_mb": held for name, held in memory.largest_mb.items()}
    return {
        "nation_flows_minutes": (last - start) / 60,
        "nation_flows_peak_mb": memory.peak_mb,
        "called_s": called,
        "run_over_s": whole,
        "mails": received - before,
        "all_cpu_s": sum(memory.cpu_s().values()),
        **{f"{name}_cpu_s": used for name, used in memory.cpu_s().items()},
        "task_runs": house.ended() - tasks,
        "prefect_mb": house.prefect_mb() - mb,
        **sizes,
    }


def _named(process: int) -> str:
    told = words(process)
    return next((name for part, name in _NAMES.items() if part in told), "")


def _called(ledger: Ledger) -> bool:
    with ledger.read() as session:
        return not _uncalled(session)


def _uncalled(session: Session) -> bool:
    return bool(list(obligations.uncalled(session, clock.now(session), timedelta())))


def _quiet(ledger: Ledger) -> bool:
    """Nothing is due that was not called, nothing ready that was not sent."""
    with ledger.read() as session:
        at_hand = or_(NoticeRow.lease_until.is_not(None), NoticeRow.ready_at <= clock.now(session))
        waits = select(func.count()).where(NoticeRow.state.in_(OPEN), at_hand)
        return not _uncalled(session) and not session.scalar(waits)


def apart(share: int) -> dict[str, float]:
    """The same in a process of its own: Prefect's threads would wait for a server that is gone."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.nation_flows", str(share)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure, and say it in one line."""
    found = measure(int(sys.argv[1]))
    print(json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
