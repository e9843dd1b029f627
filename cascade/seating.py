"""Who attends a conference where: each unit's venue, exceptions included, and when each topic begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from cascade.plan import Conference, Topic, Venue
from cascade.tree import OrgTree


def places(conference: Conference, tree: OrgTree, root: str) -> Mapping[str, str]:
    """Unit code -> venue id. A unit named by one venue's exceptions sits where they say."""
    seats: dict[str, str] = {}
    for venue in conference.venues:
        for unit in tree.select(venue.who, root):
            seats.setdefault(unit.code, venue.id)
    seats.update(moved for venue in conference.venues for moved in venue.exceptions)
    return seats


def attending(conference: Conference, venue: str, tree: OrgTree, root: str) -> tuple[str, ...]:
    """The units that sit at that venue."""
    return tuple(sorted(code for code, seat in places(conference, tree, root).items() if seat == venue))


def halls(conference: Conference, tree: OrgTree, root: str) -> Iterator[tuple[Venue, str, tuple[str, ...]]]:
    """Every hall that must be ready: its venue, the unit that runs it, who sits there.

    Where a venue has no host, each of its units runs its own hall, except those that sit elsewhere.
    """
    for venue in conference.venues:
        seated = attending(conference, venue.id, tree, root)
        if venue.host is not None:
            yield venue, venue.host, seated
        else:
            yield from ((venue, code, (code,)) for code in seated)


def topics(conference: Conference, start: datetime) -> Iterator[tuple[datetime | None, Topic]]:
    """When each topic begins, as long as all before it say how long they take."""
    at: datetime | None = start
    for topic in conference.agenda:
        yield at, topic
        at = at + timedelta(minutes=topic.minutes) if at is not None and topic.minutes is not None else None
