"""What junk that somebody posts costs everybody else at the counter: python -m bench.counter_under_junk

A real counter over a real socket; meanwhile somebody else asks for /health, again and again.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from cascade.plan.typed.texts import text
from models.database.ledger import Ledger
from portal.app import create_app
from portal.web import connections
from portal.web.counter import Counter
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace

MARK = "\u0301"
SIZES = (64, 128)
"""KB of combining marks."""
PARALLEL = 8
CALM = Paces(*(Pace(1_000_000) for _ in range(4)))
"""Without the limits by address, which would end this before it costs anything."""


@contextmanager
def counter() -> Iterator[str]:
    """The address of a counter with an empty ledger."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'so.sqlite3'}")
        ledger.upgrade()
        config = uvicorn.Config(
            create_app(ledger, Counter(ledger, paces=CALM)), log_level="critical", **connections.options()
        )
        server = uvicorn.Server(config)
        line = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]})
        thread.start()
        yield f"http://127.0.0.1:{line.getsockname()[1]}"
        server.should_exit = True
        thread.join()
        ledger.dispose()


def cleaning(kilobytes: int) -> float:
    """Milliseconds to make a pile of marks storable, as it happens to a form with a good link."""
    pile = "a" + MARK * (kilobytes * 1024 // 2)
    start = time.perf_counter()
    text(pile, len(pile))
    return (time.perf_counter() - start) * 1000


def waiting(address: str, junk: bytes | None) -> list[float]:
    """Milliseconds that each look at /health takes while others post junk, sorted."""
    over, told = threading.Event(), []

    def post() -> None:
        with httpx.Client(base_url=address, timeout=60) as browser:
            while not over.is_set():
                browser.post("/b/WzEsMV0.junk", content=junk)

    threads = [threading.Thread(target=post) for _ in range(PARALLEL if junk else 0)]
    for thread in threads:
        thread.start()
    with httpx.Client(base_url=address, timeout=60) as watchman:
        for _ in range(100):
            start = time.perf_counter()
            watchman.get("/health")
            told.append((time.perf_counter() - start) * 1000)
    over.set()
    for thread in threads:
        thread.join()
    return sorted(told)


def measured() -> dict[str, float]:
    found = {f"clean_{size}kb_ms": cleaning(size) for size in SIZES}
    with counter() as address:
        for name, junk in (("quiet", None), *((f"junk_{size}kb", _form(size)) for size in SIZES)):
            told = waiting(address, junk)
            found[f"{name}_median_ms"] = statistics.median(told)
            found[f"{name}_longest_ms"] = told[-1]
    return {name: round(value, 2) for name, value in found.items()}


def _form(kilobytes: int) -> bytes:
    return b"note=" + ("a" + MARK * (kilobytes * 1024 // 2)).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    given, found = parser.parse_args(), measured()
    print(json.dumps(found) if given.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
