"""Who owes a requirement: the units it names, level by level, and those below that are asked the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from cascade.org.tree import LEVEL_ORDER, Level, OrgTree, Rank, Selector, Unit, UnitKind
from cascade.plan.model import Plan, Requirement


def committee_of(code: str, tree: OrgTree) -> str:
    """The committee a unit acts for: itself, or the one that it serves as an office."""
    unit = tree.unit(code)
    return unit.parent if unit.kind is UnitKind.OFFICE and unit.parent else unit.code


def root_of(plan: Plan, tree: OrgTree) -> str:
    """The committee whose subtree a plan addresses: the issuer, or the one whose office issues."""
    return committee_of(plan.issuer, tree)


def named(requirement: Requirement, plan: Plan, tree: OrgTree, root: str) -> tuple[Rank, ...]:
    """The units the requirement itself means, by level from the top."""
    left_out = _asked_specially(requirement, plan, tree, root)
    inside = _scope(plan, tree, root)
    found: dict[Level, list[Unit]] = {}
    for unit in tree.select(requirement.who, root):
        if unit.code not in left_out and (inside is None or unit.code in inside):
            found.setdefault(unit.level, []).append(unit)
    return tuple(Rank(level, 1, tuple(found[level])) for level in sorted(found, key=LEVEL_ORDER.__getitem__))


def below(
    requirement: Requirement, ranks: Iterable[Rank], plan: Plan, tree: OrgTree, root: str
) -> tuple[Rank, ...]:
    """The committees below those units down to `down_to`, grouped by level and tier, from the top."""
    if requirement.down_to is None:
        return ()
    left_out = _asked_specially(requirement, plan, tree, root)
    levels = {tree.unit(code).level for code in left_out}
    found = (
        _without(rank, left_out) if rank.level in levels else rank
        for rank in _all_below(ranks, requirement.down_to, tree)
    )
    return tuple(rank for rank in found if rank.units)


def _without(rank: Rank, codes: set[str]) -> Rank:
    """The rank as it is, where it holds none of them: other requirements share its units."""
    if not any(unit.code in codes for unit in rank.units):
        return rank
    return Rank(rank.level, rank.tier, tuple(unit for unit in rank.units if unit.code not in codes))


def _all_below(ranks: Iterable[Rank], down_to: Level, tree: OrgTree) -> tuple[Rank, ...]:
    start = tuple(unit for rank in ranks for unit in rank.units)
    # Most requirements of a plan mean the same units: the walk over the country is made once.
    known = tree.ranks_below.get((start, down_to))
    if known is None:
        known = tree.ranks_below[start, down_to] = _grouped(start, down_to, tree)
    return known


def _grouped(start: tuple[Unit, ...], down_to: Level, tree: OrgTree) -> tuple[Rank, ...]:
    found: dict[tuple[int, int], list[Unit]] = {}
    for tier, unit in _descend(down_to, start, tree):
        found.setdefault((LEVEL_ORDER[unit.level], tier), []).append(unit)
    return tuple(
        Rank(units[0].level, tier, tuple(sorted(units, key=attrgetter("code"))))
        for (_, tier), units in sorted(found.items(), key=lambda item: item[0])
    )


def _descend(down_to: Level, start: tuple[Unit, ...], tree: OrgTree) -> Iterator[tuple[int, Unit]]:
    """Each committee below, once, with its tier inside its level."""
    seen = {unit.code for unit in start}
    deepest = LEVEL_ORDER[down_to]
    waiting = [(unit, 1) for unit in start]
    while waiting:
        superior, tier = waiting.pop()
        for unit in tree.children(superior.code):
            if unit.kind is UnitKind.OFFICE or unit.code in seen or LEVEL_ORDER[unit.level] > deepest:
                continue
            seen.add(unit.code)
            own = tier + 1 if unit.level is superior.level else 1
            yield own, unit
            waiting.append((unit, own))


def _asked_specially(requirement: Requirement, plan: Plan, tree: OrgTree, root: str) -> set[str]:
    """Units for which a special requirement stands in place of this general one."""
    return {
        unit.code
        for other in plan.requirements
        if requirement.id in other.instead_of
        for unit in tree.select(other.who, root)
    }


def _scope(plan: Plan, tree: OrgTree, root: str) -> set[str] | None:
    """Units a plan as a whole addresses (None: all); the issuer and its own offices always belong."""
    if plan.scope == Selector(line=plan.scope.line):
        return None
    own = {root, plan.issuer, *(office.code for office in tree.offices(root))}
    return own | {unit.code for unit in tree.select(plan.scope, root)}
