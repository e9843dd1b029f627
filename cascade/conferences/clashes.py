"""Two conferences at one time: who or what they would both need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from cascade.lang.told import Told, joined, tell
from cascade.lang.vietnamese import fold
from cascade.org.tree import OrgTree
from cascade.plan.level_sittings import same_conference, whole
from cascade.plan.model import Conference
from cascade.result.obligation import Meeting

_UNITS = Told("đơn vị dự", "units attending")


def reasons(one: Meeting, other: Meeting, tree: OrgTree, root: str) -> tuple[Told, ...]:
    """Why the two cannot sit at once; nothing when they do not overlap or share nothing."""
    if one.start is None or one.end is None or not overlaps(one.start, one.end, other):
        return ()
    return shared(one.conference, other.conference, tree, root)


def overlaps(start: datetime, end: datetime, other: Meeting) -> bool:
    """Whether the other meeting is fixed, stands, and sits inside that time."""
    if other.start is None or other.end is None or other.cancelled:
        return False
    return start < other.end and other.start < end


def shared(one: Conference, other: Conference, tree: OrgTree, root: str) -> tuple[Told, ...]:
    """The chair, speakers, halls and units that two conferences have in common."""
    carried_on = one.relays is not None and one.relays.endswith(f":{whole(other.id)}")
    if carried_on or same_conference(one, other):
        return ()
    return (
        *_named(Told("chủ trì", "chair"), _chairs(one), _chairs(other)),
        *_named(Told("báo cáo viên", "speaker"), _speakers(one), _speakers(other)),
        *_named(Told("hội trường", "hall"), _halls(one), _halls(other)),
        *_named(_UNITS, _as_named(units(one, tree, root)), _as_named(units(other, tree, root))),
    )


def units(conference: Conference, tree: OrgTree, root: str) -> Iterator[str]:
    """The units that attend, at all venues."""
    for venue in conference.venues:
        known = {venue.who.under, *venue.who.units} - {None}
        if all(code in tree for code in known):
            yield from (unit.code for unit in tree.select(venue.who, root))


def _named(what: Told, mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[Told]:
    both = [mine[name] for name in sorted(mine.keys() & theirs.keys())]
    if not both:
        return
    names, rest = ", ".join(both[:3]), len(both) - 3
    if rest > 0:
        yield tell(
            "{what}: {names} và {n} nữa", "{what}: {names} and {n} more", what=what, names=names, n=rest
        )
    else:
        yield joined(": ", (what, names))


def _as_named(names: Iterable[str | None]) -> dict[str, str]:
    """What is compared, and how it is written."""
    return {fold(name): name for name in names if name}


def _chairs(conference: Conference) -> dict[str, str]:
    at_halls = (venue.chair for venue in conference.venues if venue.host is not None)
    return _as_named([conference.chair, *at_halls])


def _speakers(conference: Conference) -> dict[str, str]:
    return _as_named(topic.speaker for topic in conference.agenda)


def _halls(conference: Conference) -> dict[str, str]:
    """A hall is known by who runs it: every committee has a "Hội trường"."""
    return {
        fold(f"{venue.host} {venue.name}"): f"{venue.name} ({venue.host})"
        for venue in conference.venues
        if venue.host is not None
    }
