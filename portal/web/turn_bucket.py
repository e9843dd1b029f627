"""How often somebody may do something: a bucket of turns that fills again with time.

Counted in one process alone, or in memory that all processes of a counter share.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from tempfile import mkstemp
from threading import Lock
from typing import Protocol


class KeptTurns(Protocol):
    """How many turns a name had left, and when that was; of names long unseen it may forget."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else counts meanwhile."""

    def get(self, who: str) -> tuple[float, float] | None:
        """Turns left, and the second by the clock of whoever put them; None: a name that is new."""

    def put(self, who: str, left: float, since: float) -> None:
        """Keep them."""


class OwnTurns:
    """In this process alone; of more names than `remember` the one longest unseen is forgotten."""

    def __init__(self, remember: int) -> None:
        self._remember = remember
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._left)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else counts meanwhile."""
        with self._lock:
            yield

    def get(self, who: str) -> tuple[float, float] | None:
        """Turns left, and since when."""
        return self._left.get(who)

    def put(self, who: str, left: float, since: float) -> None:
        """Keep them."""
        self._left.pop(who, None)
        self._left[who] = (left, since)
        if len(self._left) > self._remember:
            self._left.popitem(last=False)


_SLOT = struct.Struct("=Qdd")
"""A name's fingerprint (0: free), its turns left, since when."""
_WAYS = 8
"""Places where one name may stand; of eight others there the one longest unseen gives way."""


class SharedTurns:
    """Made before the processes part, for all that are forked from this one: they read and write one table.

    The lock is a lock on a file: whoever is killed while holding it lets it go.
    """

    def __init__(self, remember: int) -> None:
        self._rows = -(-remember // _WAYS)
        self._table = mmap.mmap(-1, self._rows * _WAYS * _SLOT.size)
        self._file, name = mkstemp()
        os.unlink(name)
        weakref.finalize(self, os.close, self._file)
        self._threads = Lock()
        # Nobody outside can choose names that drive one another out.
        self._salt = os.urandom(16)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else counts meanwhile, in any of the processes."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def get(self, who: str) -> tuple[float, float] | None:
        """Turns left, and since when."""
        mark = self._mark(who)
        return next(((left, since) for _, known, left, since in self._row(mark) if known == mark), None)

    def put(self, who: str, left: float, since: float) -> None:
        """Keep them, in the place of its own before or of the one longest unseen."""
        mark = self._mark(who)
        place, *_ = min(self._row(mark), key=lambda slot: (slot[1] != mark, slot[1] != 0, slot[3]))
        _SLOT.pack_into(self._table, place, mark, left, since)

    def _mark(self, who: str) -> int:
        told = blake2b(who.encode("utf-8", "surrogatepass"), digest_size=8, key=self._salt).digest()
        return int.from_bytes(told, "little") or 1

    def _row(self, mark: int) -> Iterator[tuple[int, int, float, float]]:
        first = mark % self._rows * _WAYS * _SLOT.size
        for place in range(first, first + _WAYS * _SLOT.size, _SLOT.size):
            yield place, *_SLOT.unpack_from(self._table, place)


class Pace:
    """So many turns for each name, all of them back after so many seconds.

    `kept`: what several processes of a counter share; without it each would give its own turns. The clock
    is one of the machine then, and no process's own.
    """

    def __init__(
        self,
        allowed: int,
        seconds: float = 60,
        remember: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
        kept: KeptTurns | None = None,
    ) -> None:
        self.allowed = allowed
        self._refill = allowed / seconds
        self._clock = clock
        self._kept = OwnTurns(remember) if kept is None else kept

    def take(self, who: str) -> bool:
        """Take a turn; False when there is none left. Who asks without one loses nothing by it."""
        with self._kept.held():
            now = self._clock()
            left = self._now(who, now)
            self._kept.put(who, left - 1 if left >= 1 else left, now)
        return left >= 1

    def spent(self, who: str) -> bool:
        """Whether no turn is left, without taking one."""
        with self._kept.held():
            return self._now(who, self._clock()) < 1

    def _now(self, who: str, now: float) -> float:
        left, since = self._kept.get(who) or (float(self.allowed), now)
        return min(self.allowed, left + (now - since) * self._refill)
