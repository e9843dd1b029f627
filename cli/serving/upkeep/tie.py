"""Ties a process to whoever started it: when that one is gone, however it went, this one goes too."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

FLAG = "--tied"
"""Among a child's words: its standard input is a pipe on which nobody ever writes."""
PATIENCE = 15.0
"""Seconds for what is in hand; a worker that waits for a run, or for a server that is gone, never ends."""


def untie(words: Sequence[str]) -> list[str]:
    """The words without the flag. With it, from now on this process watches whether its parent lives."""
    if FLAG in words:
        threading.Thread(target=_watch, name="tie", daemon=True).start()
    return [word for word in words if word != FLAG]


def _watch() -> None:
    """The pipe ends when nobody holds its other end any more, on every system and after every kill."""
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    # Linux has sent the signal already (processes.start asks for it), and a worker takes a second one for
    # "at once", which would leave its runs behind.
    if sys.platform != "linux":
        os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    for pid in below(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(1)


def below(root: int) -> Iterator[int]:
    """All that this process has started, and what those have; nothing where there is no /proc."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone in this very moment
            told = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(told[1]), []).append(int(stat.parent.name))
    waiting = [root]
    while waiting:
        for child in parents.get(waiting.pop(), ()):
            waiting.append(child)
            yield child
