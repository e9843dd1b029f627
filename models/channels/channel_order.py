"""Which channel comes first on which occasion, where an office wants another order than each contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models.database import audit, stored_settings

_KEY = "routes"

Routes = Mapping[str, Sequence[str]]
"""Occasion to channels, the first one first."""
Way = tuple[str, str]


def routes(session: Session) -> Routes:
    """What was agreed for each occasion."""
    return stored_settings.get(session, _KEY) or {}


def prefer(session: Session, occasion: str, channels: Sequence[str], now: datetime, by: str) -> None:
    """On this occasion try these channels first, in this order; none: each contact's own order again."""
    kept = {**routes(session), occasion: list(channels)}
    stored_settings.put(session, _KEY, {name: ways for name, ways in kept.items() if ways})
    audit.log(session, by, "prefer_channels", now=now, occasion=occasion, channels=list(channels))


def ordered(addresses: Sequence[Way], occasion: str, known: Routes) -> tuple[Way, ...]:
    """A contact's addresses as this occasion wants them; what nobody ranked keeps its place behind."""
    first = known.get(occasion, ())
    rank = {channel: place for place, channel in enumerate(first)}
    return tuple(sorted(addresses, key=lambda way: rank.get(way[0], len(rank))))
