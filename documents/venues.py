"""Which units sit at which venue of a conference, with the exceptions its plan names."""

from __future__ import annotations

from cascade import seating
from cascade.duty import Cascade
from cascade.plan import Conference, Venue
from cascade.tree import OrgTree, UnitKind


def seats(conference: Conference, result: Cascade) -> list[tuple[Venue, list[str]]]:
    """Each venue with the codes of its units; an exception sits in the hall the plan names."""
    root = committee_of(result.plan.issuer, result.tree)
    return [
        (venue, list(seating.attending(conference, venue.id, result.tree, root)))
        for venue in conference.venues
    ]


def committee_of(code: str, tree: OrgTree) -> str:
    """The issuer itself, or the committee it serves: an office's plan speaks to that committee's units."""
    unit = tree.unit(code)
    return unit.parent if unit.kind is UnitKind.OFFICE and unit.parent else code
