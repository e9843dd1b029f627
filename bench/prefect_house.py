"""A PostgreSQL and a Prefect server with the batch settings, for the time of a benchmark."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.postgres import Postgres, cluster
from cli.serving import processes, server
from cli.serving.environment import prefect_environment

IDLE_SECONDS = 10
# The bars of a plan's life are rows of the same table, but no task runs.
ENDED = """
    SELECT count(*) FROM task_run JOIN flow_run ON flow_run.id = flow_run_id JOIN flow ON flow.id = flow_id
    WHERE task_run.state_type IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
    AND flow.name <> 'Toàn cảnh kế hoạch'
"""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class House:
    """What the benchmark asks of the two servers."""

    pg: Postgres
    server_pid: int
    idle_cpu: float = 0.0
    """CPU seconds a second that the server uses while nobody asks it for anything."""

    def database(self, name: str, template: str = "template1") -> str:
        """A fresh database, or a copy of one that nobody has open; its address for the ledger."""
        self.pg.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.pg.url("psycopg", name)

    def ended(self) -> int:
        """Task runs of flows that Prefect has written down as over; asked behind the server's back."""
        return int(self.pg.sql(ENDED, "prefect"))

    def prefect_mb(self) -> float:
        """How large Prefect's own database is."""
        return int(self.pg.sql("SELECT pg_database_size('prefect')")) / 2**20

    def server_cpu(self) -> float:
        """CPU seconds the Prefect server has used so far, in all its threads."""
        fields = Path(f"/proc/{self.server_pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


def _at_rest(house: House) -> float:
    """What a server does when it has just come up is nobody's advance: wait until it grows no calmer."""
    used = _used(house)
    while (later := _used(house)) < 0.9 * used:
        used = later
    return min(used, later)


def _used(house: House) -> float:
    before = house.server_cpu()
    time.sleep(IDLE_SECONDS)
    return (house.server_cpu() - before) / IDLE_SECONDS


@contextmanager
def opened() -> Iterator[House]:
    """Both up; stopped, and everything wiped, at the end. Call it before anything imports Prefect."""
    folder = Path(tempfile.mkdtemp(prefix="dondoc-bench-"))
    try:
        with cluster() as pg:
            pg.sql("CREATE DATABASE prefect")
            yield from _with_server(pg, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _with_server(pg: Postgres, folder: Path) -> Iterator[House]:
    os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = pg.url("asyncpg", "prefect")
    # What a flow prints would be timed too.
    os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    port = processes.free_port()
    os.environ.update(prefect_environment(folder, server.address(port)))
    child = server.start(folder, port)
    try:
        server.wait_until_healthy(child, server.address(port), 180)
        house = House(pg, child.process.pid)
        house.idle_cpu = _at_rest(house)
        yield house
    finally:
        processes.stop([child])
