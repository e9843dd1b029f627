"""Which units sit at which venue of a conference, with the exceptions its plan names."""

from __future__ import annotations

from cascade.duty import Cascade
from cascade.plan import Conference, Venue
from cascade.tree import OrgTree, UnitKind


def seats(conference: Conference, result: Cascade) -> list[tuple[Venue, list[str]]]:
    """Each venue with the codes of its units; who is named as an exception moves to the other hall."""
    root = committee_of(result.plan.issuer, result.tree)
    moved = {unit: hall for venue in conference.venues for unit, hall in venue.exceptions}
    found: dict[str, list[str]] = {venue.id: [] for venue in conference.venues}
    for venue in conference.venues:
        for unit in result.tree.select(venue.who, root):
            hall = found[moved.get(unit.code, venue.id)]
            if unit.code not in hall:
                hall.append(unit.code)
    return [(venue, sorted(found[venue.id])) for venue in conference.venues]


def committee_of(code: str, tree: OrgTree) -> str:
    """The issuer itself, or the committee it serves: an office's plan speaks to that committee's units."""
    unit = tree.unit(code)
    return unit.parent if unit.kind is UnitKind.OFFICE and unit.parent else code
