"""Which channel comes first on which occasion, where an office wants another order than each contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.channels import configured
from models.database import audit, stored_settings

KEY = "routes"
"""Its row among what the house agrees on."""

Routes = Mapping[str, Sequence[str]]
"""Occasion to channels, the first one first."""
Way = tuple[str, str]


def routes(session: Session) -> Routes:
    """What was agreed for each occasion."""
    return stored_settings.get(session, KEY) or {}


def prefer(session: Session, occasion: str, channels: Sequence[str], now: datetime, by: str) -> None:
    """On this occasion try these channels first, in this order; none: each contact's own order again."""
    kept = {**routes(session), occasion: list(channels)}
    stored_settings.put(session, KEY, {name: ways for name, ways in kept.items() if ways})
    audit.log(session, by, "prefer_channels", now=now, occasion=occasion, channels=list(channels))


@dataclass(frozen=True, slots=True)
class Order:
    """Which way to a contact is tried first: as agreed for the occasion, else as the contact has it."""

    routes: Routes
    there: frozenset[str] | None = None
    """Channels that can be sent by; None where nobody knows, and all count."""

    def has(self, channel: str) -> bool:
        """Whether anything can leave by it, as far as is known."""
        return self.there is None or channel in self.there

    def first(self, addresses: Sequence[Way], occasion: str) -> Way | None:
        """The first way that can be sent by; where there is none, the first of all, which then waits."""
        ways = addresses if occasion not in self.routes else self.ranked(addresses, occasion)
        return next((way for way in ways if self.has(way[0])), ways[0] if ways else None)

    def ranked(self, addresses: Sequence[Way], occasion: str) -> tuple[Way, ...]:
        """A contact's addresses as this occasion wants them; what nobody ranked keeps its place behind."""
        rank = {channel: place for place, channel in enumerate(self.routes.get(occasion, ()))}
        return tuple(sorted(addresses, key=lambda way: rank.get(way[0], len(rank))))


def order(session: Session) -> Order:
    """The order that holds now."""
    return Order(routes(session), configured.there(session))
