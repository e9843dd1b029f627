"""A counter of two processes, started as systemd starts it: one door, and whoever dies comes back."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

import httpx
import pytest

from cli.serving.upkeep import tie
from cli.serving.upkeep.siblings import ToldFigures
from settings.catalogue import PORTAL_PROCESSES
from settings.ledger_and_counter import cores
from tests.deploy.upkeep.test_tending import gone, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for the children in /proc")


@contextmanager
def counter(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process that watches over the others, and the address."""
    environment = {**os.environ, "DONDOC_HOME": str(home), PORTAL_PROCESSES.name: "2"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.serving", "portal", "--port", "0"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        told = next(line for line in process.stderr if "http://127.0.0.1:" in line)
        found = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert found is not None
        yield process, found[0]
    finally:
        process.kill()
        process.stderr.close()
        process.wait()


def well(address: str) -> bool:
    """The address is told a moment before anybody listens there."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=60) as client:
        return bool(client.get(f"{address}/health").json() == {"ok": True})


def test_one_is_killed_and_comes_back_and_all_stop_together(tmp_path: Path) -> None:
    with counter(tmp_path) as (process, address):
        assert well(address)
        first, second = sorted(tie.below(process.pid))
        os.kill(first, signal.SIGKILL)
        assert well(address)
        until(lambda: len(now := set(tie.below(process.pid))) == 2 and first not in now)
        assert second in tie.below(process.pid)
        assert well(address)
        there = set(tie.below(process.pid))
        process.terminate()
        assert process.wait(60) == 0
        assert all(map(gone, there))


def test_when_the_one_that_watches_is_killed_nobody_is_left(tmp_path: Path) -> None:
    with counter(tmp_path) as (process, address):
        assert well(address)
        there = set(tie.below(process.pid))
        assert len(there) == 2
        process.kill()
        until(lambda: all(map(gone, there)))


KEEPS_DYING = """
import os, signal
from cli.serving.upkeep import siblings

siblings.PAUSE, siblings.LONGEST = 0.001, 0.004
siblings.run(2, lambda number: signal.pause() if number else os._exit(7))
"""


def test_one_that_keeps_dying_ends_all_so_that_it_is_seen() -> None:
    ran = subprocess.run([sys.executable, "-c", KEEPS_DYING], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1, ran.stderr
    assert "cứ dừng mãi (7)" in ran.stderr


def test_what_one_answers_another_shows() -> None:
    told, heard = ToldFigures(), SimpleQueue[tuple[str, str, int, float]]()
    told.hear(lambda *answer: heard.put(answer))
    told.tell("/b/{token}", "GET", 200, 0.25)
    assert heard.get(timeout=60) == ("/b/{token}", "GET", 200, 0.25)


def test_a_process_for_each_core() -> None:
    assert PORTAL_PROCESSES.get({}) == cores()
    assert 1 <= cores() <= 8
    assert PORTAL_PROCESSES.get({PORTAL_PROCESSES.name: "3"}) == 3
