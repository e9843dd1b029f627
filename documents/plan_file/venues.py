"""Which units sit at which venue of a conference, with the exceptions its plan names."""

from __future__ import annotations

from cascade.conferences import seating
from cascade.plan.model import Conference, Venue
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade


def seats(conference: Conference, result: Cascade) -> list[tuple[Venue, list[str]]]:
    """Each venue with the codes of its units; an exception sits in the hall the plan names."""
    root = root_of(result.plan, result.tree)
    return [
        (venue, list(seating.attending(conference, venue.id, result.tree, root)))
        for venue in conference.venues
    ]
