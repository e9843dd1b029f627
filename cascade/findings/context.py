"""What those who look for findings see: each requirement with its days and its units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cascade.org.tree import LEVEL_ORDER, Level, OrgTree
from cascade.plan.level_sittings import whole
from cascade.plan.model import Requirement
from cascade.result.obligation import Assignment, Meeting, Outline, Window


@dataclass(frozen=True)
class Sight:
    """A drawn cascade, indexed for looking."""

    outline: Outline

    @cached_property
    def lines(self) -> Mapping[str, tuple[Assignment, ...]]:
        """The lines that each requirement itself asks for (not those it passes down)."""
        found: dict[str, tuple[Assignment, ...]] = {item.id: () for item in self.outline.plan.requirements}
        for line in self.outline.assignments:
            if line.asked:
                found[line.duty.requirement] = (*found[line.duty.requirement], line)
        return found

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """Requirements by id."""
        return {item.id: item for item in self.outline.plan.requirements}

    @cached_property
    def meetings(self) -> Mapping[str, Meeting]:
        """Conferences by id."""
        return {item.conference.id: item for item in self.outline.meetings}

    @cached_property
    def owners(self) -> Mapping[str, frozenset[str]]:
        """Codes of the units that each requirement itself names."""
        return {
            name: frozenset(unit.code for line in lines for unit in line.units)
            for name, lines in self.lines.items()
        }

    def handed_down(self, name: str) -> tuple[Assignment, ...]:
        """The lines that a requirement passes down, from the top."""
        return self._handed_down.get(name, ())

    @cached_property
    def _handed_down(self) -> Mapping[str, tuple[Assignment, ...]]:
        found: dict[str, tuple[Assignment, ...]] = {}
        for line in self.outline.assignments:
            if not line.asked:
                found[line.duty.requirement] = (*found.get(line.duty.requirement, ()), line)
        return {
            name: tuple(sorted(lines, key=lambda line: LEVEL_ORDER[line.duty.level]))
            for name, lines in found.items()
        }

    def sitting(self, conference: str, level: Level | None) -> Meeting:
        """What a level attends of a conference: its own sitting, else the last."""
        some = [one for one in self.outline.meetings if whole(one.conference.id) == conference]
        own = [one for one in some if one.conference.level is level]
        return (own or some)[-1]

    def meets(self, line: Assignment, other: Assignment) -> bool:
        """Whether a unit owes both."""
        if line.duty.level is not other.duty.level:
            return False
        return line.units is other.units or not self._codes(line).isdisjoint(self._codes(other))

    def _codes(self, line: Assignment) -> frozenset[str]:
        return frozenset(unit.code for unit in line.units)

    def window(self, name: str) -> Window | None:
        """The days of a conference or a requirement (the latest of its levels); None when nobody owes it."""
        if name in self.meetings:
            return self.meetings[name].window
        windows = [
            line.duty.window for line in self.lines.get(name, ()) if line.duty.window.latest is not None
        ]
        return max(windows, key=lambda window: window.latest or date.min, default=None)


def named(line: Assignment) -> str:
    """The requirement, or the key of a duty that is only passed down: "D7/grassroots"."""
    return line.duty.requirement if line.asked else line.duty.key


def few(tree: OrgTree, codes: Collection[str], most: int = 5) -> str:
    """How the first few of these units are called, and that there are more."""
    first = sorted(codes)
    return "; ".join(tree.unit(code).name for code in first[:most]) + (" …" if len(first) > most else "")
