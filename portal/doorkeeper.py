"""A door that tires of strangers: how many wrong links one address may try before it has to wait."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from threading import Lock


class Doorkeeper:
    """A bucket of wrong guesses per address. Right ones never count: an office behind one address may report.

    It lives in this process alone. Losing it costs nothing: a link cannot be guessed, this only spares work.
    """

    def __init__(
        self,
        allowed: int = 30,
        seconds: float = 60,
        remember: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allowed = allowed
        self._refill = allowed / seconds
        self._remember = remember
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wrong(self, address: str) -> bool:
        """Note one wrong guess; True while the address may go on, False once it has to wait."""
        who = _neighbourhood(address)
        with self._lock:
            now = self._clock()
            left, since = self._left.pop(who, (float(self._allowed), now))
            left = min(self._allowed, left + (now - since) * self._refill) - 1
            self._left[who] = (max(left, 0.0), now)
            if len(self._left) > self._remember:
                self._left.popitem(last=False)
        return left >= 0

    def waits(self, address: str) -> bool:
        """Whether that address has no guess left at this moment; asking is none."""
        with self._lock:
            now = self._clock()
            left, since = self._left.get(_neighbourhood(address), (float(self._allowed), now))
            return min(self._allowed, left + (now - since) * self._refill) < 1


def _neighbourhood(address: str) -> str:
    """One IPv4 address, or the /64 that one IPv6 subscriber owns."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else str(parsed)
