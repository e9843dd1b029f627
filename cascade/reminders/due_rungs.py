"""Calling the rungs that have come due: which still speak, to whom, and as which kind of notice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from cascade.notices.kinds import EARLY, Occasion
from cascade.plan.model import RungTarget
from cascade.reminders.ladder import paused, superseded
from cascade.result.obligation import Step

EVERYBODY = frozenset(RungTarget)


@dataclass(frozen=True, slots=True)
class Call:
    """What becomes of an obligation whose rungs have come due."""

    speak: tuple[Step, ...]
    superseded: tuple[Step, ...]
    """Lower rungs that a higher one to the same listener makes needless."""
    missed: tuple[Step, ...]
    """Reminders that come too late to be true."""
    left: tuple[Step, ...]
    """Rungs still to come, and from the first one on that is for somebody else to call."""

    @property
    def next(self) -> Step | None:
        """The rung to wake for."""
        return self.left[0] if self.left else None


def call(
    steps: Sequence[Step],
    now: datetime,
    deadline: datetime | None,
    acknowledged_until: datetime | None = None,
    within: Collection[RungTarget] = EVERYBODY,
) -> Call:
    """Of the rungs not yet called, take those whose hour has come; the first outside `within` stops it."""
    passed = [step for step in steps if step.at <= now]
    taken = list(takewhile(lambda step: step.target in within, passed))
    highest = superseded(passed, now).speak
    heard = [step for step in taken if step in highest and not paused(step, acknowledged_until)]
    over = deadline is not None and deadline < now
    missed = [step for step in heard if over and step.occasion in EARLY]
    return Call(
        speak=tuple(step for step in heard if step not in missed),
        superseded=tuple(step for step in taken if step not in heard),
        missed=tuple(missed),
        left=tuple(steps[len(taken) :]),
    )


def recipient(unit: str, target: RungTarget, above: Callable[[str], str | None], desk: str) -> str:
    """Whom a rung speaks to; above the top of the tree that is the issuer's desk."""
    if target is RungTarget.UNIT:
        return unit
    superior = None if target is RungTarget.DESK else above(unit)
    if superior is not None and target is RungTarget.ABOVE_TWICE:
        superior = above(superior) or superior
    return superior or desk


def said_to(step: Step, own: bool) -> str:
    """What a rung says. Nobody is reported to themselves: of its own duty an office is asked once more."""
    return Occasion.OVERDUE if own and step.occasion == Occasion.ESCALATION else step.occasion


def occasion_of(lines: Sequence[tuple[Step, bool]]) -> str:
    """One recipient gets one notice. Each line: a rung and whether it is about the recipient's own duty.

    One line is named as it is; several with an own duty among them make a digest, others' alone a list.
    """
    last = max((step for step, _ in lines), key=lambda step: step.at)
    if len(lines) == 1:
        return said_to(*lines[0])
    return Occasion.DIGEST if any(own for _, own in lines) else last.occasion
