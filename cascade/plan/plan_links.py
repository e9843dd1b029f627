"""Every place in a plan where one thing names another: what it names, and which of the two comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cascade.lang.refusal import Path
from cascade.plan.model import Conference, Reference, Requirement, When

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
        yield from _anchored(item)
        return
    yield from (Link((*home, "depends_on", each), each, after=True) for each in item.depends_on)
    yield from (Link((*home, "collects", each), each, Requirement, after=True) for each in item.collects)
    yield from (Link((*home, "instead_of", each), each, Requirement) for each in item.instead_of)
    if item.conference:
        yield Link((*home, "conference"), item.conference, Conference, dated=True)
    yield from _anchored(item)


def times_of(item: Item) -> Iterator[tuple[Path, When]]:
    """The times an item states, with the way to each."""
    names = ("when", "line_test") if isinstance(item, Conference) else ("when", "open_from")
    for name in names:
        if (when := getattr(item, name)) is not None:
            yield (*home_of(item), name), when


ANCHORS: Mapping[str, type[Item | Reference] | None] = {
    "conference": Conference,
    "invitation": Conference,
    "requirement": Requirement,
    "document": Reference,
    "issue": None,
    "guidance": None,
}
"""What a time may be counted from, and what its name must be the name of (None: it stands alone)."""


def anchor_of(when: When | None) -> tuple[str, str]:
    """("conference", "C1"), ("issue", ""); ("", "") where the time hangs on nothing."""
    kind, _, name = ((when.anchor if when is not None else None) or "").partition(":")
    return kind, name


def _anchored(item: Item) -> Iterator[Link]:
    for path, when in times_of(item):
        kind, target = anchor_of(when)
        wanted, dated = ANCHORS.get(kind), path[-1] == "when"
        if wanted is not None:
            # What is counted back from a conference comes before it, and may be what it waits for.
            after = dated and (when.offset is None or when.offset.amount >= 0)
            yield Link((*path, "anchor"), target, wanted, after, dated)


def home_of(item: Item) -> Path:
    """Where the item stands in the file."""
    return ("conferences" if isinstance(item, Conference) else "requirements", item.id)
