"""Calling the rungs that have come due: which still speak, to whom, and as which kind of notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.duty import Step
from cascade.ladder import paused, superseded
from cascade.plan import RungTarget
from cascade.tree import OrgTree

EARLY = frozenset({"reminder", "due_today"})
"""What would be untrue once the date has passed."""


@dataclass(frozen=True, slots=True)
class Call:
    """What becomes of an obligation whose rungs have come due."""

    speak: tuple[Step, ...]
    superseded: tuple[Step, ...]
    """Lower rungs that a higher one to the same listener makes needless."""
    missed: tuple[Step, ...]
    """Reminders that come too late to be true."""
    left: tuple[Step, ...]
    """Rungs still to come."""


def call(
    steps: Sequence[Step],
    now: datetime,
    deadline: datetime | None,
    acknowledged_until: datetime | None = None,
) -> Call:
    """Of the rungs not yet called, take those whose hour has come."""
    passed = [step for step in steps if step.at <= now]
    speak, skipped = superseded(passed, now)
    quiet = [step for step in speak if paused(step, acknowledged_until)]
    over = deadline is not None and deadline < now
    missed = [step for step in speak if over and step.occasion in EARLY and step not in quiet]
    return Call(
        speak=tuple(step for step in speak if step not in quiet and step not in missed),
        superseded=(*skipped, *quiet),
        missed=tuple(missed),
        left=tuple(steps[len(passed) :]),
    )


def recipient(unit: str, target: RungTarget, tree: OrgTree, desk: str) -> str:
    """Whom a rung speaks to; above the top of the tree that is the issuer's desk."""
    if target is RungTarget.UNIT:
        return unit
    if target is RungTarget.DESK:
        return desk
    above = tree.above(unit)
    if above is not None and target is RungTarget.ABOVE_TWICE:
        above = tree.above(above.code) or above
    return above.code if above is not None else desk


def occasion_of(lines: Sequence[tuple[Step, bool]]) -> str:
    """One recipient gets one notice. Each line: a rung and whether it is about the recipient's own duty.

    One line is named as it is; several with an own duty among them make a digest, others' alone a list.
    """
    last = max((step for step, _ in lines), key=lambda step: step.at)
    if len(lines) == 1:
        return last.occasion
    return "digest" if any(own for _, own in lines) else last.occasion
