"""The dates that a plan above sets for the committee of a plan below, the derived ones included."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from cascade.dates import defaults
from cascade.dates.timetable import Timetable
from cascade.org.tree import LEVEL_ORDER, Level, Unit, UnitKind
from cascade.plan.model import Conference, Plan, Requirement
from cascade.result.derivation import Derivation
from cascade.result.obligation import Outline


class FromAbove(Timetable):
    """The timetable of a plan above, read in the tree of the plan below: which lacks most of its units."""

    def __init__(self, parent: Plan, below: Outline) -> None:
        super().__init__(parent, below.tree, below.calendar, {})
        self._below = below.tree.unit(below.root)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """All levels down to the committee's own, then those of its tree."""
        present = {unit.level for unit in self.tree if unit.kind is UnitKind.COMMITTEE}
        top = [level for level in Level if LEVEL_ORDER[level] <= LEVEL_ORDER[self._below.level]]
        return tuple(sorted({*top, *present}, key=LEVEL_ORDER.__getitem__))

    def split(self, conference: Conference) -> tuple[Conference, ...]:
        """As a whole: which levels sit is not to be seen from below, and no day of theirs is fixed here."""
        return (conference,)

    def level_of(self, requirement: Requirement) -> Level:
        """By its own words, else by what is known of the units it names, else a level above."""
        if requirement.who.level is not None:
            return requirement.who.level
        named = [self.tree.units[code] for code in requirement.who.units if code in self.tree]
        return min(map(_level, named), key=LEVEL_ORDER.__getitem__, default=self._just_above())

    def limit(self, requirement: Requirement) -> tuple[date | None, Derivation | None]:
        """The last day it allows the committee, and from what that comes; None where the paper states it."""
        top = self.level_of(requirement) if requirement.down_to else self._below.level
        window, why = self.dated(requirement, top)
        if window.latest is None:
            return None, why
        day, level = window.latest, top
        for lower in self._steps_down(requirement, top):
            filled = defaults.one_hop(day, requirement.id, level, lower, self)
            day, why, level = filled.day, filled.why, lower
        if level is top:
            day = max(day, window.latest_lenient or day)
        return day, why

    def _steps_down(self, requirement: Requirement, top: Level) -> list[Level]:
        if requirement.down_to is None:
            return []
        reach = range(LEVEL_ORDER[top] + 1, LEVEL_ORDER[self._below.level] + 1)
        return [level for level in self.levels if LEVEL_ORDER[level] in reach]

    def _just_above(self) -> Level:
        higher = [level for level in Level if LEVEL_ORDER[level] < LEVEL_ORDER[self._below.level]]
        return higher[-1] if higher else self._below.level


def _level(unit: Unit) -> Level:
    return unit.level
