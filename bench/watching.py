"""What processes use, ended children too: seconds of the processor; memory, each page counted once."""

from __future__ import annotations

import os
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
Named = Callable[[int], str]
"""What a process is; "": it is not counted."""


class Memory:
    """The most that we, these and all that they started held: together, and of each name the largest."""

    def __init__(self, *roots: int, named: Named = lambda _: "all") -> None:
        self._roots, self._named = {os.getpid(), *roots}, named
        self._over, self.peak_mb = threading.Event(), 0.0
        self.largest_mb: dict[str, float] = defaultdict(float)
        self._used: dict[int, tuple[str, float, float]] = {}
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._there = family(self._roots)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            found = {one: name for one in family(self._roots) if (name := self._named(one))}
            self.peak_mb = max(self.peak_mb, sum(map(pss_mb, found)))
            for process, name in found.items():
                self.largest_mb[name] = max(self.largest_mb[name], rss_mb(process))
                now = _own_s(process)
                first = self._used.get(process, (name, now if process in self._there else 0.0))[1]
                self._used[process] = (name, first, max(first, now))

    def cpu_s(self) -> dict[str, float]:
        """Seconds of the processor by name, as far as they were seen: to half a second of each process."""
        found: dict[str, float] = defaultdict(float)
        for name, first, last in self._used.values():
            found[name] += last - first
        return found


def family(roots: Iterable[int]) -> set[int]:
    """The processes, and all that they started."""
    parents = dict(_parents())
    found = set(roots)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        yield int(folder.name), int(told.rpartition(")")[2].split()[1])


def pss_mb(process: int) -> float:
    """What one holds; a page that several share is divided among them."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def rss_mb(process: int) -> float:
    """What one holds, shared pages and all."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def words(process: int) -> str:
    """What it was started with."""
    try:
        told = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return ""
    return told.replace(b"\0", b" ").decode("utf-8", errors="replace")


def cpu_s(*roots: int) -> float:
    """What we have used of the processor, and these with all their processes, ended ones too."""
    return time.process_time() + (spent_s(*roots) if roots else 0.0)


def _own_s(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    return sum(map(int, told.rpartition(")")[2].split()[11:13])) / _TICKS


def spent_s(*roots: int) -> float:
    """What these have used of it with all their processes, to a hundredth of a second."""
    used = 0.0
    for process in family(roots):
        try:
            told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        used += sum(map(int, told.rpartition(")")[2].split()[11:15])) / _TICKS
    return used


def postmaster(data: Path) -> int:
    """The first process of the PostgreSQL that has its files there."""
    return int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
