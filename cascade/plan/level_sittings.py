"""A conference that one level holds after another: a sitting for each level, and each its own day."""

from __future__ import annotations

from dataclasses import replace

from cascade.org import format
from cascade.org.tree import LEVEL_ORDER, Level, OrgTree
from cascade.plan.model import Conference, Venue


def sittings(conference: Conference, tree: OrgTree, root: str) -> tuple[Conference, ...]:
    """One for each level that sits, from the top: "C1", "C1/district"; itself, where all sit at once."""
    if conference.relayed:
        return (conference,)
    seated = _seated(conference, tree, root)
    levels = sorted({level for level, _ in seated.values()}, key=LEVEL_ORDER.__getitem__)
    if len(levels) < 2:
        return (conference,)
    found: list[Conference] = []
    for level in levels:
        halls = _halls(conference, level, seated)
        name = f"{conference.name} ({format.level_name(level)})"
        sitting = replace(conference, name=name, level=level, venues=halls)
        found.append(_after(found[-1], sitting, tree) if found else sitting)
    return tuple(found)


def whole(sitting: str) -> str:
    """ "C1/district" -> "C1": what the plan calls it."""
    return sitting.partition("/")[0]


def same_conference(one: Conference, other: Conference) -> bool:
    """Whether the two are sittings of one conference of one plan, at two levels."""
    levels = not one.relayed and one.level is not other.level
    return levels and whole(one.id) == whole(other.id) and one.when == other.when


def _seated(conference: Conference, tree: OrgTree, root: str) -> dict[str, tuple[Level, str]]:
    """Each unit with the level it sits with and its hall; a guest sits with the hall it is sent to."""
    seats: dict[str, tuple[Level, str]] = {}
    for venue in conference.venues:
        for unit in tree.select(venue.who, root):
            seats.setdefault(unit.code, (unit.level, venue.id))
    homes: dict[str, Level] = {}
    for level, hall in seats.values():
        homes[hall] = min(homes.get(hall, level), level, key=LEVEL_ORDER.__getitem__)
    guests = dict(moved for venue in conference.venues for moved in venue.exceptions)
    return seats | {unit: (homes[hall], hall) for unit, hall in guests.items() if hall in homes}


def _halls(conference: Conference, level: Level, seated: dict[str, tuple[Level, str]]) -> tuple[Venue, ...]:
    """The halls in which that level sits, each with whom it seats then."""
    here = {unit: hall for unit, (at, hall) in seated.items() if at is level}
    guests = sorted({unit for venue in conference.venues for unit, _ in venue.exceptions})
    return tuple(
        replace(
            venue,
            who=replace(venue.who, level=level, exclude=(*venue.who.exclude, *guests)),
            exceptions=tuple((unit, venue.id) for unit in guests if here.get(unit) == venue.id),
        )
        for venue in conference.venues
        if venue.id in here.values()
    )


def _after(above: Conference, sitting: Conference, tree: OrgTree) -> Conference:
    """Below the first level: after the one above; what is said of the first day alone is left out."""
    host = sitting.host if sitting.host and tree.unit(sitting.host).level is sitting.level else None
    return replace(
        sitting,
        id=f"{whole(above.id)}/{sitting.level}",
        after=(above.id, *sitting.after),
        host=host,
        agenda=tuple(replace(topic, speaker=None, speaker_unit=None) for topic in sitting.agenda),
        backdrop_date=None,
        relays=None,
    )
