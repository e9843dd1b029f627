"""From a duty and the units that owe it to an obligation each: what runs once for every unit."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat

from cascade.org.tree import Unit
from cascade.plan.unit_names import ABOVE
from cascade.result.obligation import Assignment, Obligation, Outline


@dataclass(frozen=True, slots=True)
class Columns:
    """What an obligation takes from its unit. Assignments often share their units, and then these as well."""

    codes: Sequence[str]
    branches: Sequence[str]
    parents: Sequence[str | None]


def columns(units: Sequence[Unit], branches: Mapping[str, str], issuer: str) -> Columns:
    """Code, branch and superior of each unit."""
    codes = [unit.code for unit in units]
    return Columns(codes, [branches.get(code, issuer) for code in codes], [unit.parent for unit in units])


def expand(
    one: Assignment, branches: Mapping[str, str], issuer: str, known: Columns | None = None
) -> Iterator[Obligation]:
    """The obligations of one assignment, in the order of its units."""
    drawn = known or columns(one.units, branches, issuer)
    to, via, copy = (_named(names, drawn.parents) for names in (one.to, one.via, one.copy))
    return map(Obligation, drawn.codes, repeat(one.duty), drawn.branches, to, via, copy)


def expand_all(
    every: Iterable[Assignment], branches: Mapping[str, str], issuer: str
) -> tuple[Obligation, ...]:
    """The obligations of all assignments, one after another."""
    shared: dict[int, Columns] = {}
    made: list[Obligation] = []
    with _collector_at_rest():
        for one in every:
            known = shared.get(id(one.units))
            if known is None:
                known = shared[id(one.units)] = columns(one.units, branches, issuer)
            made.extend(expand(one, branches, issuer, known))
    return tuple(made)


def obligations_of(outline: Outline) -> tuple[Obligation, ...]:
    """One obligation for each unit of each duty, in the order of the duties, then of the units' codes."""
    return expand_all(outline.assignments, outline.tree.branches(outline.root), outline.plan.issuer)


def _named(names: tuple[str, ...], parents: Sequence[str | None]) -> Iterable[tuple[str, ...]]:
    """The recipients of each unit; "above" is its own superior."""
    if ABOVE not in names:
        return repeat(names)
    known = {parent: _with_superior(names, parent) for parent in dict.fromkeys(parents)}
    return map(known.__getitem__, parents)


def _with_superior(names: tuple[str, ...], parent: str | None) -> tuple[str, ...]:
    superior = () if parent is None else (parent,)
    return tuple(code for name in names for code in (superior if name == ABOVE else (name,)))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Very many objects without a cycle are made: looking for garbage among them is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
