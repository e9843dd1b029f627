"""Starts, waits for and kills the processes of the suite."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

CHECKOUT = Path(__file__).resolve().parents[2]


class Nursery:
    """One process that has done its imports and forks the others."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker", *arguments],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, do: str, url: str, log: Path, **more: str) -> Running:
        """A new process; names in capitals become its environment."""
        order = {"do": do, "url": url, "log": str(log), **more}
        return Running(int(self._ask(f"start {json.dumps(order)}")), self, log)

    def how_ended(self, pid: int) -> int:
        """Its exit status as Popen gives it: negative for a signal."""
        return os.waitstatus_to_exitcode(int(self._ask(f"wait {pid}")))

    def _ask(self, order: str) -> str:
        orders, answers = self._pipes()
        orders.write(order + "\n")
        orders.flush()
        return answers.readline()

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in self._pipes():
            pipe.close()
        self._process.wait(30)


@dataclass
class Running:
    """One process of the suite."""

    pid: int
    nursery: Nursery
    log: Path

    def over_within(self, seconds: float) -> bool:
        """Whether it ends by itself in that time."""
        handle = os.pidfd_open(self.pid)
        try:
            return bool(select.select([handle], [], [], seconds)[0])
        finally:
            os.close(handle)

    def kill(self) -> None:
        """SIGKILL, and gone."""
        os.kill(self.pid, signal.SIGKILL)
        self.nursery.how_ended(self.pid)

    def wait(self, seconds: float = 300.0) -> int:
        """Until it ends by itself; its exit code."""
        if not self.over_within(seconds):
            self.kill()
            raise TimeoutError(f"still running after {seconds} s:\n{self.words()}")
        return self.nursery.how_ended(self.pid)

    def words(self) -> str:
        """What it wrote."""
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""
