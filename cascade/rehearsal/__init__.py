"""A rehearsal: the whole life of a plan on a frozen clock, every notice it would send. Nothing is sent."""

from __future__ import annotations

from cascade.calendar.workdays import WorkCalendar
from cascade.rehearsal.behaviour import Behaviour
from cascade.rehearsal.conference_days import open_the_diary
from cascade.rehearsal.engine import RehearsalEngine
from cascade.rehearsal.rehearsal_outcome import Comparison, PlannedNotice, Rehearsal, compare
from cascade.rehearsal.reporting_units import expect
from cascade.result.obligation import Cascade

__all__ = ["Comparison", "PlannedNotice", "Rehearsal", "compare", "play", "rehearse"]


def rehearse(cascade: Cascade, behaviour: Behaviour, calendar: WorkCalendar) -> tuple[PlannedNotice, ...]:
    """Every notice of the plan's life, in order of time."""
    return play(cascade, behaviour, calendar).notices


def play(cascade: Cascade, behaviour: Behaviour, calendar: WorkCalendar) -> Rehearsal:
    """The plan's life with its notices and how each obligation ended."""
    return RehearsalEngine(cascade, behaviour, calendar, open_the_diary, expect).run()
