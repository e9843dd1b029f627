"""A Prefect server on this machine: started, waited for, never reachable from outside."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.serving import processes
from cli.serving.environment import PREFECT_PORT, role_environment
from cli.serving.processes import Child
from cli.serving.upkeep.tie import FLAG

PORT = PREFECT_PORT


def address(port: int) -> str:
    """The API of the server on that port."""
    return f"http://127.0.0.1:{port}/api"


def start(home: Path, port: int, *, tie: int | None = None) -> Child:
    """Start the server; it is not ready yet."""
    environment = role_environment("server", home, address(port))
    return processes.start(
        "server",
        command(port, FLAG) if tie is not None else command(port),
        environment,
        home / "logs",
        tie=tie,
    )


def command(port: int, *more: str) -> list[str]:
    """What `python -m` is told; it listens to this machine only, unless it is told a `--host`."""
    return ["cli.serving.guarded", "--port", str(port), *more]


def wait_until_healthy(child: Child, api: str, seconds: float = 90) -> None:
    """Return as soon as the server answers; refuse when it dies or stays silent."""
    wait_for(child, f"{api}/health", seconds)


def wait_for(child: Child, url: str, seconds: float = 90) -> None:
    """Return as soon as somebody answers at that address."""
    give_up = time.monotonic() + seconds
    # One client, and none that reads all certificates of the world at every look: the server needs the CPU.
    with httpx.Client(timeout=2, verify=False) as client:
        while time.monotonic() < give_up and child.alive:
            if _answers(client, url):
                return
            time.sleep(0.1)
    words = f"{child.log}: {child.last_words(400)}"
    what = Told("không khởi động được", "does not start")
    raise Refusal(child.name, what, Told(f"xem {words}", f"see {words}"))


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code < 500
    except httpx.TransportError:
        return False
