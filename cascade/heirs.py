"""A paper names the units of its own day; on a later tree those that are gone mean their successors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cascade.plan import Conference, Plan, Requirement, Topic, Venue
from cascade.tree import OrgTree, Selector

Heir = Callable[[str], str]


def read_in(plan: Plan, tree: OrgTree) -> Plan:
    """The plan as a tree later than its issue reads it; a new paper must name who is there."""
    if not tree.heirs or plan.issued is None or tree.day is None or tree.day <= plan.issued:
        return plan
    heir = _heir(tree.heirs)
    return replace(
        plan,
        issuer=heir(plan.issuer),
        desk=_one(plan.desk, heir),
        scope=_selector(plan.scope, heir),
        requirements=tuple(_requirement(item, heir) for item in plan.requirements),
        conferences=tuple(_conference(item, heir) for item in plan.conferences),
    )


def _heir(heirs: Mapping[str, str | None]) -> Heir:
    return lambda code: heirs.get(code) or code


def _requirement(item: Requirement, heir: Heir) -> Requirement:
    return replace(
        item,
        who=_selector(item.who, heir),
        to=_each(item.to, heir),
        via=_each(item.via, heir),
        copy=_each(item.copy, heir),
        lead=_one(item.lead, heir),
    )


def _conference(item: Conference, heir: Heir) -> Conference:
    return replace(
        item,
        host=_one(item.host, heir),
        venues=tuple(_venue(venue, heir) for venue in item.venues),
        agenda=tuple(_topic(topic, heir) for topic in item.agenda),
    )


def _venue(venue: Venue, heir: Heir) -> Venue:
    return replace(
        venue,
        who=_selector(venue.who, heir),
        host=_one(venue.host, heir),
        exceptions=tuple((heir(code), hall) for code, hall in venue.exceptions),
    )


def _topic(topic: Topic, heir: Heir) -> Topic:
    return replace(topic, speaker_unit=_one(topic.speaker_unit, heir))


def _selector(who: Selector, heir: Heir) -> Selector:
    return replace(
        who, under=_one(who.under, heir), units=_each(who.units, heir), exclude=_each(who.exclude, heir)
    )


def _each(codes: tuple[str, ...], heir: Heir) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(heir, codes)))


def _one(code: str | None, heir: Heir) -> str | None:
    return None if code is None else heir(code)
