"""`dondoc up` whose children are killed one after the other, and then `up` itself; a worker alone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from cli.serving import one_up, processes
from cli.serving.one_up import ProcessState
from cli.serving.upkeep import tie
from tests.deploy.upkeep.test_tending import gone, until

DONDOC = [sys.executable, "-m", "cli.main"]
DATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d ")


def environment(home: Path, **more: str) -> dict[str, str]:
    """A shell that knows of no other server."""
    theirs = ("PREFECT_", "DONDOC_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    return {**plain, "DONDOC_HOME": str(home), **more}


def by_name(home: Path) -> Mapping[str, ProcessState]:
    return {one.name: one for one in one_up.states(home)}


def all_back(home: Path, killed: set[str]) -> bool:
    now = by_name(home)
    return all(now[name].up and now[name].deaths == 1 for name in killed)


def answer(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url, timeout=5).is_success
    return False


def counters(portal: int) -> list[int]:
    """Both that answer behind its door."""
    until(lambda: len(list(tie.below(portal))) == 2, 120)
    return sorted(tie.below(portal))


def one_counter_is_killed(portal: int, page: str) -> None:
    """The other answers, and the one that watches over them starts another: `up` has nothing to do."""
    until(lambda: answer(f"{page}/health"), 120)
    first, second = counters(portal)
    os.kill(first, signal.SIGKILL)
    until(lambda: answer(f"{page}/health"), 120)
    until(lambda: first not in tie.below(portal), 120)
    assert second in counters(portal)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc on this machine")
@pytest.mark.timeout(600)
def test_up_starts_again_what_dies_and_leaves_nobody_behind(tmp_path: Path) -> None:
    home = tmp_path / "nha"
    ports = [str(processes.free_port()), str(processes.free_port())]
    command = [*DONDOC, "up", "--prefect-port", ports[0], "--portal-port", ports[1]]
    shell = environment(home, DONDOC_PORTAL_PROCESSES="2")
    with subprocess.Popen(command, env=shell, stdout=subprocess.PIPE, text=True) as up:
        try:
            assert up.stdout is not None
            pages = [re.findall(r"http://\S+", up.stdout.readline())[0] for _ in range(2)]
            until(lambda: len(by_name(home)) == 4, 120)
            second = subprocess.run([*DONDOC, "up"], env=shell, capture_output=True, text=True)
            assert (second.returncode, second.stderr.count("\n")) == (1, 1)
            assert f"tiến trình {up.pid}" in second.stderr
            doctor = subprocess.run([*DONDOC, "doctor"], env=shell, capture_output=True, text=True)
            assert f"✓ Prefect: {pages[0]}/api" in doctor.stdout, "it asks this house, whatever its port"
            before = by_name(home)
            one_counter_is_killed(before["portal"].pid, pages[1])
            killed = {"server", "dispatcher", "portal"}
            for name in killed:
                os.kill(before[name].pid, signal.SIGKILL)
            until(lambda: all_back(home, killed), 120)
            until(lambda: answer(f"{pages[0]}/api/health") and answer(f"{pages[1]}/health"), 120)
            assert by_name(home)["worker"] == before["worker"]
            pids = [one.pid for one in by_name(home).values()]
            pids += counters(by_name(home)["portal"].pid)
        finally:
            up.kill()
    until(lambda: all(gone(pid) for pid in pids), 120)
    lines = (home / "logs" / "up.log").read_text(encoding="utf-8").splitlines()
    assert {line.split()[2] for line in lines if "SIGKILL" in line} == {"dondoc.up:"}
    for name in ("dispatcher", "server", "up"):
        written = (home / "logs" / f"{name}.log").read_text(encoding="utf-8")
        assert DATED.match(written), (name, written[:200])


class Once(BaseHTTPRequestHandler):
    """Says once that it is well; then nobody is there."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        Thread(target=self.server.shutdown).start()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_a_worker_whose_server_is_lost_goes_back_to_waiting(tmp_path: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), Once)
    served = Thread(target=server.serve_forever)
    served.start()
    shell = environment(tmp_path, PREFECT_API_URL=f"http://127.0.0.1:{server.server_port}/api")
    # Of a type that there is none of, so that Prefect's command ends by itself.
    words = ["cli.serving.upkeep.patient_worker", "worker", "start", "--pool", "x", "--type", "khong-co"]
    child = processes.start("worker", words, shell, tmp_path)
    try:
        served.join(60)
        server.server_close()
        until(lambda: "không trả lời: chờ" in child.last_words(), 120)
        assert "bắt đầu lại" in child.last_words()
        assert child.alive
    finally:
        processes.stop([child])
        server.server_close()
    assert child.how_it_went == "SIGTERM"
