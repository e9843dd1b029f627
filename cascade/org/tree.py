"""The organisation tree: committees of any depth, their offices, and who "các huyện ủy, thành ủy" are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import attrgetter

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org.unit import LEVEL_ORDER, Contact, Level, Rank, Selector, Unit, UnitKind

__all__ = ["LEVEL_ORDER", "Contact", "Level", "OrgTree", "Rank", "Selector", "Unit", "UnitKind"]


@dataclass(frozen=True)
class OrgTree:
    """The tree as it stood on one day: units by code, contacts by unit code.

    A tree read from a unit list holds the units of every date (`day` is None); `as_of` gives that of one day.
    """

    units: Mapping[str, Unit]
    contacts: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict)
    day: date | None = None
    versions: tuple[Unit, ...] = ()
    """Other dated rows of units above: how a unit was named or placed before (same code, other dates)."""
    heirs: Mapping[str, str | None] = field(default_factory=dict)
    """On one day: who took over from each unit that is gone by then; None where nobody did."""

    @classmethod
    def of(cls, units: Iterable[Unit], contacts: Iterable[Contact] = ()) -> OrgTree:
        """A tree from rows in any order; of several rows with one code the newest counts, others are past."""
        newest: dict[str, Unit] = {}
        past: list[Unit] = []
        for unit in sorted(units, key=lambda row: (row.code, row.valid_from or date.min)):
            if unit.code in newest:
                past.append(newest[unit.code])
            newest[unit.code] = unit
        people: dict[str, tuple[Contact, ...]] = {}
        for contact in contacts:
            people[contact.unit] = (*people.get(contact.unit, ()), contact)
        return cls(newest, people, None, tuple(past))

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units.values())

    def __len__(self) -> int:
        return len(self.units)

    def __contains__(self, code: object) -> bool:
        return code in self.units

    def unit(self, code: str) -> Unit:
        """The unit of that code. Refusal: there is none."""
        try:
            return self.units[code]
        except KeyError:
            raise Refusal(
                "",
                tell(
                    "không có đơn vị “{code}” trong danh sách đơn vị",
                    "no unit “{code}” in the unit list",
                    code=code,
                ),
                Told("sửa mã hoặc thêm đơn vị vào danh sách", "correct the code or add the unit to the list"),
            ) from None

    def above(self, code: str) -> Unit | None:
        """The unit directly above, by the local line; None at the top."""
        parent = self.unit(code).parent
        return self.units.get(parent) if parent is not None else None

    def path(self, code: str) -> tuple[Unit, ...]:
        """The unit itself, then everything above it up to the top."""
        steps: dict[str, Unit] = {}
        unit: Unit | None = self.unit(code)
        while unit is not None and unit.code not in steps:
            steps[unit.code] = unit
            unit = self.units.get(unit.parent) if unit.parent is not None else None
        return tuple(steps.values())

    def children(self, code: str) -> tuple[Unit, ...]:
        """Units directly below by the local line, committees and offices, in order of their codes."""
        return self._children.get(code, ())

    def offices(self, code: str) -> tuple[Unit, ...]:
        """The offices that serve this committee."""
        return tuple(unit for unit in self.children(code) if unit.kind is UnitKind.OFFICE)

    def subtree(self, code: str) -> tuple[Unit, ...]:
        """The unit and everything below it, each once; units of its vertical line included."""
        known = self._subtrees.get(code)
        if known is None:
            known = self._subtrees[code] = tuple(self._walk(code))
        return known

    def branch(self, code: str, root: str) -> str:
        """The unit directly below `root` holding this one; `root` for itself, its offices and outsiders."""
        return self.branches(root).get(code, root)

    def branches(self, root: str) -> Mapping[str, str]:
        """For every unit below `root`, the branch it is drawn in (worked out once for each root)."""
        known = self._branches.get(root)
        if known is None:
            known = self._branches[root] = self._draw_branches(root)
        return known

    def select(self, selector: Selector, root: str) -> tuple[Unit, ...]:
        """The units a selector means, each once, in order of their codes.

        `under` means strictly below that unit; without it, the root and all below it are asked.
        """
        key = (replace(selector, line=None), root)
        known = self._selections.get(key)
        if known is None:
            known = self._selections[key] = self._pick(selector, root)
        return known

    def as_of(self, day: date) -> OrgTree:
        """The tree of one day. Whose superior is gone hangs on its successor, else on the next one up."""
        rows = {unit.code: unit for unit in (*self.versions, *self.units.values()) if unit.exists_on(day)}
        every = {**{unit.code: unit for unit in self.versions}, **self.units}
        units = {
            code: unit
            if unit.parent is None or unit.parent in rows
            else replace(unit, parent=_living(unit.parent, rows, every))
            for code, unit in rows.items()
        }
        contacts = {
            code: kept
            for code, people in self.contacts.items()
            if code in units and (kept := tuple(person for person in people if person.serves_on(day)))
        }
        return OrgTree(units, contacts, day, (), dict(_heirs(rows, every, day)))

    @cached_property
    def _in_order(self) -> tuple[Unit, ...]:
        return tuple(sorted(self.units.values(), key=_by_code))

    @cached_property
    def _children(self) -> dict[str, tuple[Unit, ...]]:
        return _below((unit.parent, unit) for unit in self._in_order)

    @cached_property
    def _verticals(self) -> dict[str, tuple[Unit, ...]]:
        return _below((unit.vertical, unit) for unit in self._in_order if unit.vertical is not None)

    @cached_property
    def _subtrees(self) -> dict[str, tuple[Unit, ...]]:
        return {}

    @cached_property
    def _branches(self) -> dict[str, Mapping[str, str]]:
        return {}

    @cached_property
    def under_two_lines(self) -> frozenset[str]:
        """The units that also stand under a vertical line, themselves or through one above them."""
        tops = [unit.code for unit in self._in_order if unit.vertical is not None]
        return frozenset(unit.code for top in tops for unit in self.subtree(top))

    @cached_property
    def ranks_below(self) -> dict[tuple[tuple[Unit, ...], Level], tuple[Rank, ...]]:
        """The committees below those units down to a level, kept by whoever walked there once."""
        return {}

    @cached_property
    def _selections(self) -> dict[tuple[Selector, str], tuple[Unit, ...]]:
        return {}

    def _walk(self, code: str) -> Iterator[Unit]:
        lines = [line for line in (self._children, self._verticals) if line]
        seen: set[str] = set()
        waiting = [self.unit(code)]
        while waiting:
            unit = waiting.pop()
            if unit.code in seen:
                continue
            seen.add(unit.code)
            yield unit
            for line in lines:
                waiting += line.get(unit.code, ())

    def _draw_branches(self, root: str) -> dict[str, str]:
        children = self._children
        drawn: dict[str, str] = {}
        for top in children.get(root, ()):
            branch = root if top.kind is UnitKind.OFFICE else top.code
            waiting = [top]
            while waiting:
                code = waiting.pop().code
                if code not in drawn and code != root:
                    drawn[code] = branch
                    waiting += children.get(code, ())
        return drawn

    def _pick(self, selector: Selector, root: str) -> tuple[Unit, ...]:
        candidates: Iterable[Unit]
        if selector.units:
            candidates = {code: self.unit(code) for code in selector.units}.values()
            if selector.under is not None:
                inside = {unit.code for unit in self.subtree(selector.under)} - {selector.under}
                candidates = [unit for unit in candidates if unit.code in inside]
        elif selector.under is not None:
            candidates = self.subtree(selector.under)[1:]
        else:
            candidates = self.subtree(root)
        return tuple(sorted((unit for unit in candidates if selector.means(unit)), key=_by_code))


_by_code = attrgetter("code")


def _below(placed: Iterable[tuple[str | None, Unit]]) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for superior, unit in placed:
        if superior is not None:
            found.setdefault(superior, []).append(unit)
    return {code: tuple(units) for code, units in found.items()}


def _heirs(
    alive: Mapping[str, Unit], every: Mapping[str, Unit], day: date
) -> Iterator[tuple[str, str | None]]:
    for code, unit in every.items():
        if code not in alive and unit.valid_to is not None and unit.valid_to <= day:
            seen = {code}
            heir = unit.successor
            while heir is not None and heir not in alive and heir not in seen:
                seen.add(heir)
                heir = every[heir].successor if heir in every else None
            yield code, heir if heir in alive else None


def _living(code: str | None, alive: Mapping[str, Unit], every: Mapping[str, Unit]) -> str | None:
    """Who took over from a unit that is gone: its successor, else whoever stood above it."""
    seen: set[str] = set()
    while code is not None and code not in alive and code not in seen:
        seen.add(code)
        gone = every.get(code)
        code = (gone.successor or gone.parent) if gone is not None else None
    return code if code in alive else None
