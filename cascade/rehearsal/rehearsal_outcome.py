"""What a rehearsal tells: each notice with its hour, recipient and reason; and two stories side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cascade.lang.told import Told
from cascade.reports.rollup import Standing
from cascade.result.obligation import FixedMeeting


@dataclass(frozen=True, slots=True)
class PlannedNotice:
    """One notice to one recipient: when, to whom, on what occasion, about which obligations, and why."""

    at: datetime
    recipient: str
    occasion: str
    why: Told
    rung: str = ""
    items: tuple[str, ...] = ()
    """Ids of the obligations it speaks of: "D6:huyen-long-thanh"."""
    conference: str | None = None


@dataclass(frozen=True)
class Rehearsal:
    """What a plan's life came to."""

    notices: tuple[PlannedNotice, ...]
    standings: tuple[tuple[str, Standing], ...]
    """How each obligation ended, by its id."""
    ended: datetime
    meetings: Mapping[str, FixedMeeting] = field(default_factory=dict)
    """The day on which each conference was played, and when its invitation left."""


@dataclass(frozen=True)
class Comparison:
    """Two variants of a plan, notice by notice."""

    only_before: tuple[PlannedNotice, ...]
    only_after: tuple[PlannedNotice, ...]
    moved: tuple[tuple[PlannedNotice, PlannedNotice], ...]
    """The same notice at another time."""


def compare(before: Sequence[PlannedNotice], after: Sequence[PlannedNotice]) -> Comparison:
    """What another date, or another policy, would change for those who are written to."""
    old, new = _by_name(before), _by_name(after)
    both = [name for name in old if name in new]
    return Comparison(
        tuple(old[name] for name in old if name not in new),
        tuple(new[name] for name in new if name not in old),
        tuple((old[name], new[name]) for name in both if old[name].at != new[name].at),
    )


def in_order(notices: Sequence[PlannedNotice]) -> tuple[PlannedNotice, ...]:
    """By time, then by recipient and occasion: the same story is always told in the same order."""
    return tuple(
        sorted(
            notices, key=lambda one: (one.at, one.recipient, one.occasion, one.items, one.conference or "")
        )
    )


def _by_name(notices: Sequence[PlannedNotice]) -> dict[tuple[object, ...], PlannedNotice]:
    """A notice keeps its name when only its time differs; the same one sent again is counted."""
    found: dict[tuple[object, ...], PlannedNotice] = {}
    times: dict[tuple[object, ...], int] = {}
    for one in notices:
        name = (one.recipient, one.occasion, one.rung, one.items, one.conference)
        times[name] = times.get(name, 0) + 1
        found[(*name, times[name])] = one
    return found
