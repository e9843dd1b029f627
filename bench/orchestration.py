"""Measures the flows and the command: `python -m bench.orchestration [--json]`. Wants PostgreSQL's wheel."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import advance, prefect_house, starting
from bench.prefect_house import House

RUNS = 3
SWEEPS = 7
GOALS = {
    "wall_speedup_vs_task_per_unit": "≥ 6",
    "wall_over_empty": "≤ 1.5",
    "server_cpu_speedup": "≥ 10",
    "task_runs": "≤ 60",
    "db_mb_per_advance": "≤ 1.5",
    "idle_sweep_extra_s": "≤ 0.3",
    "help_over_bare_python": "≤ 4",
    "up_over_server": "≤ 1.35",
}


def measure_advances(house: House, runs: int) -> dict[str, float]:
    """Ours, one task per unit and empty tasks in turn, each on its own copy of the same ledger."""
    eve = advance.prepare(house)
    sides = {"ours": advance.ours, "per_unit": advance.per_unit, "empty": advance.empty}
    rounds = []
    for number in range(runs):
        costs = {side: advance.measure(house, eve, work, f"{side}{number}") for side, work in sides.items()}
        print(*costs.items(), sep="\n", file=sys.stderr, flush=True)
        rounds.append(costs)
    middle = {
        side: {
            one.name: statistics.median(getattr(costs[side], one.name) for costs in rounds)
            for one in dataclasses.fields(advance.Cost)
        }
        for side in sides
    }
    ours, unit, empty = middle["ours"], middle["per_unit"], middle["empty"]
    return {
        "wall_speedup_vs_task_per_unit": unit["wall"] / ours["wall"],
        "wall_over_empty": ours["wall"] / empty["wall"],
        "empty_speedup_vs_task_per_unit": unit["wall"] / empty["wall"],
        "server_cpu_speedup": unit["server_cpu"] / ours["server_cpu"],
        "task_runs": ours["task_runs"],
        "db_mb_per_advance": ours["mb"],
        **{f"{side}_{name}": value for side, costs in middle.items() for name, value in costs.items()},
    }


def measure_sweeps() -> dict[str, float]:
    """A sweep with nothing due beside a flow that does nothing, in turn."""
    from prefect import flow

    from flows.sweep import sweep
    from models.database import clock
    from tasks import ledger_access

    with ledger_access.ledger().begin() as session:
        clock.set_clock(session, advance.DUE)

    @flow
    async def nothing() -> None:
        """As little as a flow can do."""

    empty, swept = [], []
    for _ in range(SWEEPS):
        empty.append(_seconds(nothing))
        swept.append(_seconds(sweep))
    return {"idle_sweep_extra_s": statistics.median(swept) - statistics.median(empty)}


def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    start = time.perf_counter()
    asyncio.run(work())  # type: ignore[arg-type]
    return time.perf_counter() - start


def measure_starting() -> dict[str, float]:
    """What a person waits for at the keyboard."""
    with tempfile.TemporaryDirectory(prefix="dondoc-up-") as folder:
        up, server_alone = starting.up_and_server_alone(Path(folder))
    return {
        "help_over_bare_python": starting.help_over_bare_python(),
        "up_over_server": up / server_alone,
        "up_seconds": up,
        "server_alone_seconds": server_alone,
    }


def measure_flows(runs: int) -> dict[str, float]:
    """What needs a PostgreSQL and a Prefect server."""
    with prefect_house.opened() as house, contextlib.redirect_stdout(sys.stderr):
        return measure_advances(house, runs) | measure_sweeps()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--runs", type=int, default=RUNS, help="advances of each kind")
    parser.add_argument("--part", choices=("all", "starting", "flows"), default="all")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # leave no database behind
    found = measure_starting() if args.part != "flows" else {}
    found |= measure_flows(args.runs) if args.part != "starting" else {}
    found = {name: round(found[name], 2) for name in [*GOALS, *sorted(found.keys() - GOALS)] if name in found}
    if args.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:32} {value:>10.2f}   {GOALS.get(name, '')}")
    sys.stdout.flush()
    os._exit(0)  # Prefect's threads would wait for a server that is gone


if __name__ == "__main__":
    main()
