"""Every place in a plan where one thing names another: what it names, and which of the two comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cascade.plan import Conference, Reference, Requirement, When
from documents.wrong import Path

Item: TypeAlias = Conference | Requirement


@dataclass(frozen=True)
class Link:
    """One id somewhere in the plan that must be the id of something else."""

    path: Path
    target: str
    wanted: type[Item | Reference] | None = None
    after: bool = False
    """Whether the item that holds it comes after its target."""
    dated: bool = False
    """Whether the item's day is counted from its target's."""


def links_of(item: Item) -> Iterator[Link]:
    """The links of one conference or requirement, in the order of its keys."""
    home = home_of(item)
    if isinstance(item, Conference):
        yield from (Link((*home, "after", each), each, after=True) for each in item.after)
        yield from _anchored((*home, "when"), item.when, dated=True)
        yield from _anchored((*home, "line_test"), item.line_test)
        return
    yield from (Link((*home, "depends_on", each), each, after=True) for each in item.depends_on)
    yield from (Link((*home, "collects", each), each, Requirement, after=True) for each in item.collects)
    yield from (Link((*home, "instead_of", each), each, Requirement) for each in item.instead_of)
    if item.conference:
        yield Link((*home, "conference"), item.conference, Conference)
    yield from _anchored((*home, "when"), item.when, dated=True)
    yield from _anchored((*home, "open_from"), item.open_from)


_KINDS = {"requirement": Requirement, "document": Reference}


def _anchored(path: Path, when: When | None, *, dated: bool = False) -> Iterator[Link]:
    kind, colon, target = (when.anchor or "").partition(":") if when else ("", "", "")
    if when is not None and colon:
        # What is counted back from a conference comes before it, and may be what the conference waits for.
        after = dated and (when.offset is None or when.offset.amount >= 0)
        yield Link((*path, "anchor"), target, _KINDS.get(kind, Conference), after, dated)


def home_of(item: Item) -> Path:
    """Where the item stands in the file."""
    return ("conferences" if isinstance(item, Conference) else "requirements", item.id)
