"""How often somebody may do something: a bucket of turns that fills again with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class Pace:
    """So many turns for each name, all of them back after so many seconds.

    It lives in this process alone: with several processes of the counter each gives its own turns.
    """

    def __init__(
        self,
        allowed: int,
        seconds: float = 60,
        remember: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.allowed = allowed
        self._refill = allowed / seconds
        self._remember = remember
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str) -> bool:
        """Take a turn; False when there is none left. Who asks without one loses nothing by it."""
        with self._lock:
            now = self._clock()
            left = self._now(who, now)
            self._left.pop(who, None)
            self._left[who] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > self._remember:
                self._left.popitem(last=False)
        return left >= 1

    def spent(self, who: str) -> bool:
        """Whether no turn is left, without taking one."""
        with self._lock:
            return self._now(who, self._clock()) < 1

    def _now(self, who: str, now: float) -> float:
        left, since = self._left.get(who, (float(self.allowed), now))
        return min(self.allowed, left + (now - since) * self._refill)
