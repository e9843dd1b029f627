"""Which units sit at which venue of a conference, with the exceptions its plan names."""

from __future__ import annotations

from cascade import seating
from cascade.duty import Cascade
from cascade.plan import Conference, Venue
from cascade.who import root_of


def seats(conference: Conference, result: Cascade) -> list[tuple[Venue, list[str]]]:
    """Each venue with the codes of its units; an exception sits in the hall the plan names."""
    root = root_of(result.plan, result.tree)
    return [
        (venue, list(seating.attending(conference, venue.id, result.tree, root)))
        for venue in conference.venues
    ]
