"""Lists of units as they look after a merger, a split, a closing, a move or a new name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cascade.org.tree import OrgTree, Unit


def close(tree: OrgTree, code: str, day: date, successor: str | None = None) -> OrgTree:
    """The unit exists until the day before; its successor, if any, takes over."""
    if successor is not None:
        tree.unit(successor)
    return _with(tree, replace(tree.unit(code), valid_to=day, successor=successor))


def merge(tree: OrgTree, codes: Iterable[str], into: Unit, day: date) -> OrgTree:
    """Several units become one from that day on; `into` may be one of them or a new unit."""
    if into.code not in tree:
        tree = _with(tree, replace(into, valid_from=day))
    for code in codes:
        if code != into.code:
            tree = close(tree, code, day, into.code)
    return tree


def split(tree: OrgTree, code: str, into: Iterable[Unit], heir: str, day: date) -> OrgTree:
    """One unit becomes several; the heir among them takes over its open duties."""
    parts = tuple(into)
    for part in parts:
        tree = _with(tree, replace(part, valid_from=day))
    return close(tree, code, day, heir)


def rename(tree: OrgTree, code: str, name: str, day: date) -> OrgTree:
    """Another name from that day on; the code, and with it every duty, stays."""
    return _revise(tree, replace(tree.unit(code), name=name), day)


def move(tree: OrgTree, code: str, parent: str, day: date) -> OrgTree:
    """Another superior from that day on."""
    return _revise(tree, replace(tree.unit(code), parent=parent), day)


def _revise(tree: OrgTree, unit: Unit, day: date) -> OrgTree:
    """A new dated row; the old one stays for the days before."""
    old = replace(tree.unit(unit.code), valid_to=day)
    return replace(_with(tree, replace(unit, valid_from=day)), versions=(*tree.versions, old))


def _with(tree: OrgTree, unit: Unit) -> OrgTree:
    return OrgTree({**tree.units, unit.code: unit}, tree.contacts, tree.day, tree.versions)
