"""What dies is started again, later each time; ops hear of what keeps dying; nobody outlives the house."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from cli.serving import one_up, processes, senders
from cli.serving.one_up import ProcessState
from cli.serving.processes import Child
from cli.serving.upkeep import dated_logs
from cli.serving.upkeep.tend import LONGEST, MEMORY, Death, Tending
from models.database.ledger import Ledger
from notifications.fakes.mail import MailSink
from tests.ops_told import woken

LIVES = "tests.deploy.upkeep.one_that_lives"


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Look until it is so."""
    give_up = time.monotonic() + seconds
    pace = threading.Event()
    while not true():
        assert time.monotonic() < give_up, "it never came to that"
        pace.wait(0.05)  # what we wait for needs the processor


def gone(pid: int) -> bool:
    """Whether that process is over, or a corpse that nobody has fetched."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Watched:
    """A house of one child, looked at by a clock of the test's own."""

    def __init__(self, child: Child) -> None:
        self.deaths: list[Death] = []
        self.told: list[list[ProcessState]] = []
        self.tending = Tending([child], self.deaths.append, self.told.append)

    @property
    def child(self) -> Child:
        return self.tending.children[0]

    def kill(self, now: float) -> Death:
        """It dies, and is looked at then."""
        self.child.process.kill()
        self.child.process.wait()
        self.tending.round(now)
        return self.deaths[-1]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(processes.start("nguoi-song", [LIVES], os.environ, tmp_path))
    yield made
    processes.stop([made.child])


def test_what_dies_is_started_again_a_little_later_each_time(watched: Watched) -> None:
    now, pauses = 1000.0, []
    watched.tending.round(now)
    for _ in range(8):
        death = watched.kill(now)
        pauses.append(death.pause)
        watched.tending.round(now + death.pause - 0.01)
        assert not watched.child.alive
        now += death.pause
        watched.tending.round(now)
        assert watched.child.alive
    assert pauses[:3] == [1, 2, 4]
    assert all(before <= after <= LONGEST for before, after in pairwise(pauses))
    assert [death.too_often for death in watched.deaths[:4]] == [False, False, True, True]
    assert {death.why for death in watched.deaths} == {"SIGKILL"}
    assert watched.kill(now + MEMORY + 1).pause == 1


def test_what_is_said_outside_follows_each_change(watched: Watched) -> None:
    watched.tending.round(0.0)
    watched.tending.round(1.0)
    watched.kill(2.0)
    watched.tending.round(10.0)
    said = [(states[0].up, states[0].deaths, states[0].why) for states in watched.told]
    assert said == [(True, 0, ""), (False, 1, "SIGKILL"), (True, 1, "SIGKILL")]


def test_a_second_up_of_the_same_home_is_one_line(tmp_path: Path) -> None:
    here = ProcessState("worker", 7, True, datetime(2026, 11, 26, 8, tzinfo=UTC))
    with one_up.only_one(tmp_path):
        one_up.tell(tmp_path, [here])
        assert one_up.states(tmp_path) == [here]
        with pytest.raises(Refusal, match=f"tiến trình {os.getpid()}"), one_up.only_one(tmp_path):
            pytest.fail("two of them")
        with pytest.raises(Refusal):
            one_up.refuse_another(tmp_path)
    assert (one_up.holder(tmp_path), one_up.states(tmp_path)) == (None, [])
    with one_up.only_one(tmp_path):
        one_up.tell(tmp_path, [here])
    one_up.refuse_another(tmp_path)


PARENT = f"""
import os, sys
from pathlib import Path
from cli.serving import processes
ends = os.pipe()
words = ["{LIVES}", *sys.argv[2:], "--tied"]
child = processes.start("con", words, os.environ, Path(sys.argv[1]), tie=ends[0])
print(child.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc on this machine")
@pytest.mark.parametrize("child", [[], ["--deaf"], ["--deaf", "--mother"]])
def test_whoever_started_them_is_killed_and_nobody_is_left(child: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path), *child]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids, log = [int(parent.stdout.readline())], tmp_path / "con.log"
        until(lambda: log.read_text(encoding="utf-8") != "")
        if "--mother" in child:
            pids.append(int(log.read_text(encoding="utf-8")))
        assert not any(gone(pid) for pid in pids)
        parent.kill()
    until(lambda: all(gone(pid) for pid in pids))


def test_a_large_log_is_put_aside_under_the_hand_that_writes_it(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0) as out:
        for part in range(4):
            out.write(f"{part}".encode() * 50)
            assert dated_logs.rotate(log, large=50, kept=2)
        out.write(b"moi")
        assert not dated_logs.rotate(log, large=50, kept=2)
    parts = {path.name: path.read_text()[:1] for path in tmp_path.iterdir()}
    assert parts == {"worker.log": "m", "worker.log.1": "3", "worker.log.2": "2"}
    assert log.with_name("worker.log.1").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("process", "told_at_once"), [("worker", False), ("dispatcher", True)])
def test_ops_are_called_by_whoever_is_still_there(
    process: str, told_at_once: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'so.db'}"
    monkeypatch.setenv("DONDOC_DATABASE_URL", url)
    ledger = Ledger(url)
    ledger.upgrade()
    sink = MailSink(web_port=None).start()
    try:
        line = f"dpmail://127.0.0.1:{sink.port}/ops@example.vn?from=a@example.vn&mode=insecure"
        monkeypatch.setenv("DONDOC_OPS_URL", line)
        assert senders.call_ops(process, f"{process}: đã dừng (SIGKILL) / stopped (SIGKILL)")
        with ledger.read() as session:
            left_to_dispatcher = [rung.partition("@")[0] for rung in woken(session)]
        arrived = [letter.subject for letter in sink.box.letters]
    finally:
        sink.stop()
        ledger.dispose()
    assert arrived == ([f"dondoc: {process}"] if told_at_once else [])
    assert left_to_dispatcher == ([] if told_at_once else [f"process:{process}"])
