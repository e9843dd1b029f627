"""How the benchmarks measure: medians of several runs, each in a clean state, side by side."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

RUNS = 5


def median_cpu(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median CPU seconds of one core: what others do on the machine does not count."""
    return statistics.median(_cpu(work) for _ in range(runs))


def side_by_side(*works: Callable[[], object], runs: int = RUNS) -> tuple[float, ...]:
    """Median CPU seconds of each, taken in turn: a slow moment of the machine falls on all of them."""
    rounds = [[_cpu(work) for work in works] for _ in range(runs)]
    return tuple(statistics.median(times) for times in zip(*rounds, strict=True))


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def wall(work: Callable[[], object]) -> float:
    """Seconds by the clock."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
