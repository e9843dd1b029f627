"""A rehearsal: the whole life of a plan on a frozen clock, every notice it would send. Nothing is sent."""

from __future__ import annotations

from cascade.behaviour import Behaviour
from cascade.duty import Cascade
from cascade.rehearsal.gathering import open_the_diary
from cascade.rehearsal.reporting import expect
from cascade.rehearsal.stage import Stage
from cascade.rehearsal.story import Comparison, PlannedNotice, Rehearsal, compare
from cascade.workdays import WorkCalendar

__all__ = ["Comparison", "PlannedNotice", "Rehearsal", "compare", "play", "rehearse"]


def rehearse(cascade: Cascade, behaviour: Behaviour, calendar: WorkCalendar) -> tuple[PlannedNotice, ...]:
    """Every notice of the plan's life, in order of time."""
    return play(cascade, behaviour, calendar).notices


def play(cascade: Cascade, behaviour: Behaviour, calendar: WorkCalendar) -> Rehearsal:
    """The plan's life with its notices and how each obligation ended."""
    return Stage(cascade, behaviour, calendar, open_the_diary, expect).run()
