"""Who attends a conference where: each unit's venue, exceptions included, and when each topic begins."""

from __future__ import annotations

from collections.abc import Mapping

from cascade.org.tree import OrgTree, Selector
from cascade.plan.model import Conference, Venue
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade


def places(conference: Conference, tree: OrgTree, root: str) -> Mapping[str, str]:
    """Unit code -> venue id. A unit named by one venue's exceptions sits where they say."""
    seats: dict[str, str] = {}
    for venue in conference.venues:
        for unit in tree.select(venue.who, root):
            seats.setdefault(unit.code, venue.id)
    seats.update(moved for venue in conference.venues for moved in venue.exceptions)
    return seats


def halls(conference: Conference, tree: OrgTree, root: str) -> dict[str, Venue]:
    """Which hall each unit goes to; a conference without any is the host's alone."""
    venues = {venue.id: venue for venue in conference.venues}
    seated = places(conference, tree, root)
    found = {unit: venues[hall] for unit, hall in seated.items() if unit in tree and hall in venues}
    if not found and conference.host:
        found[conference.host] = Venue(id="", name="", who=Selector())
    return found


def is_guest(unit: str, halls: Mapping[str, Venue]) -> bool:
    """Whether another unit that is invited itself runs this one's hall: the line is that unit's to test."""
    host = halls[unit].host
    return host is not None and host != unit and host in halls


def attending(conference: Conference, venue: str, tree: OrgTree, root: str) -> tuple[str, ...]:
    """The units that sit at that venue."""
    return tuple(sorted(code for code, seat in places(conference, tree, root).items() if seat == venue))


def seats(conference: Conference, result: Cascade) -> list[tuple[Venue, list[str]]]:
    """Each venue with the codes of its units; an exception sits in the hall the plan names."""
    root = root_of(result.plan, result.tree)
    return [(venue, list(attending(conference, venue.id, result.tree, root))) for venue in conference.venues]
