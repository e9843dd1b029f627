"""How long a person waits: for `dondoc --help`, and for `dondoc up` until its pages open."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

from cli.serving import processes, server
from cli.serving.processes import free_port

DONDOC = str(Path(sys.executable).with_name("dondoc"))


def help_over_bare_python(runs: int = 11) -> float:
    """`dondoc --help` against an interpreter that does nothing, in turn."""
    bare, told = [], []
    for _ in range(runs):
        bare.append(_wall([sys.executable, "-c", "pass"]))
        told.append(_wall([DONDOC, "--help"]))
    return statistics.median(told) / statistics.median(bare)


def _wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def up_and_server_alone(folder: Path, runs: int = 3) -> tuple[float, float]:
    """Medians, in turn: `dondoc up` in an empty folder, and nothing but its Prefect server in another."""
    pairs = [
        (up_seconds(folder / f"up{number}"), _server_alone(folder / f"server{number}"))
        for number in range(runs)
    ]
    ups, servers = zip(*pairs, strict=True)
    return statistics.median(ups), statistics.median(servers)


def _server_alone(home: Path) -> float:
    """What of the waiting is Prefect's own, on this machine at this hour."""
    port = free_port()
    start = time.perf_counter()
    child = server.start(home, port)
    try:
        server.wait_until_healthy(child, server.address(port), 180)
        return time.perf_counter() - start
    finally:
        processes.stop([child])


def up_seconds(home: Path) -> float:
    """From an empty folder until both pages answer and everything is deployed; then stopped."""
    prefect, portal = free_port(), free_port()
    command = [
        DONDOC,
        "up",
        "--home",
        str(home),
        "--prefect-port",
        str(prefect),
        "--portal-port",
        str(portal),
    ]
    theirs = ("PREFECT_", "DONDOC_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()  # the addresses are printed when everything is deployed
            for page in (f"http://127.0.0.1:{prefect}/", f"http://127.0.0.1:{portal}/health"):
                httpx.get(page, follow_redirects=True, timeout=10).raise_for_status()
            return time.perf_counter() - start
        finally:
            process.terminate()
            process.wait(timeout=60)
