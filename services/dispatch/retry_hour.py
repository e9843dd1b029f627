"""When a notice that did not leave is tried again, where the other side said so."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from cascade.calendar.zone import day_of, instant
from notifications.outcome import Hold, Outcome, OutcomeKind

MORNING = time(6, 30)


def retry_at(outcome: Outcome, now: datetime) -> datetime | None:
    """When to try again, where the other side gave a hint; the ledger's own pauses otherwise."""
    if outcome.kind is not OutcomeKind.LATER:
        return None
    if outcome.retry_after is not None:
        return now + timedelta(seconds=outcome.retry_after)
    if outcome.hold is Hold.TOMORROW:
        return morning(now, 1)
    if outcome.hold is Hold.MORNING:
        today = morning(now, 0)
        return today if today > now else morning(now, 1)
    return None


def morning(now: datetime, days: int) -> datetime:
    return instant(day_of(now) + timedelta(days=days), MORNING)
