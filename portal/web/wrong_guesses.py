"""A door that tires of strangers: how many wrong links one address may try before it has to wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from portal.web.turn_bucket import KeptTurns, Pace, SharedTurns


class Doorkeeper:
    """Turns for wrong guesses, per address. Right ones never count here: an office shares one address.

    Losing the count costs nothing: a link cannot be guessed, this only spares work.
    """

    def __init__(
        self,
        allowed: int = 30,
        seconds: float = 60,
        remember: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
        kept: KeptTurns | None = None,
    ) -> None:
        self._pace = Pace(allowed, seconds, remember, clock, kept)

    @classmethod
    def shared(cls) -> Doorkeeper:
        """One for all processes that are forked from this one."""
        return cls(kept=SharedTurns(10_000))

    def wrong(self, address: str) -> bool:
        """Note one wrong guess; True while the address may go on, False once it has to wait."""
        return self._pace.take(neighbourhood(address))

    def waits(self, address: str) -> bool:
        """Whether this address has guessed too often and has to wait."""
        return self._pace.spent(neighbourhood(address))


def plain(address: str) -> str:
    """One spelling for one address: ::ffff:192.0.2.1 is 192.0.2.1; "" for what is none."""
    found = _parsed(address)
    return "" if found is None else str(found)


def neighbourhood(address: str) -> str:
    """Who counts as one stranger: an IPv4 address, or the /64 that one IPv6 subscriber owns."""
    found = _parsed(address)
    if isinstance(found, IPv6Address):
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return "" if found is None else str(found)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
