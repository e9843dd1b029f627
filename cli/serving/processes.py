"""Child processes by name: started with a log file each, and stopped together, by their own ids."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


@dataclass(frozen=True, slots=True)
class Child:
    """One process of ours and where it writes what it has to say."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    again: Callable[[], Child] = field(repr=False, compare=False)
    """Start it once more, just as it was started."""

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    @property
    def how_it_went(self) -> str:
        """The signal or the exit code that ended it, for people."""
        code = self.process.poll()
        if code is not None and code < 0:
            return signal.Signals(-code).name
        return f"exit {code}"

    def last_words(self, characters: int = 2000) -> str:
        """The end of its log, for whoever has to tell why it is gone."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-characters:]


def start(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], logs: Path, *, tie: int | None = None
) -> Child:
    """Start a Python module as a process of its own; it does not outlive us.

    `tie`: what it has as standard input, the end to read of a pipe whose other end we hold.
    """
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = logs / f"{name}.log"
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL if tie is None else tie,
            stdout=out,
            stderr=subprocess.STDOUT,
            # Ctrl-C in a terminal reaches the whole group; we stop the children ourselves, in order.
            start_new_session=True,
            umask=0o077,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
    return Child(name, process, log, lambda: start(name, arguments, environment, logs, tie=tie))


def stop(children: Sequence[Child], patience: float = 20) -> None:
    """Ask all to finish, the last started first; whoever does not listen is killed."""
    running = [child for child in reversed(children) if child.alive]
    for child in running:
        with contextlib.suppress(ProcessLookupError):
            child.process.terminate()
    give_up = time.monotonic() + patience
    for child in running:
        try:
            child.process.wait(timeout=max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def free_port(wanted: int | None = None) -> int:
    """The wanted port of this machine if nobody has it, or any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError:
            return free_port()
        port: int = probe.getsockname()[1]
        return port


def veil() -> None:
    """From now on other processes of the same user cannot read our memory, nor what we were started with."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)


def _die_with_parent() -> None:
    """Linux sends the child a SIGTERM when we are gone, even by kill -9: no orphan keeps our ports."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
