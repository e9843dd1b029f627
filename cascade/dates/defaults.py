"""Dates the paper leaves open, filled by policy: counted back from the level above, or on from the event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from cascade.dates import conference_dates
from cascade.dates.deadlines import Context, Dated
from cascade.org.tree import LEVEL_ORDER, Level
from cascade.plan.model import Conference, Plan, Policy, Requirement
from cascade.result.derivation import Derivation, Rule
from cascade.result.obligation import Meeting


class Dates(Protocol):
    """What these rules ask of the dates of the whole plan."""

    @property
    def plan(self) -> Plan: ...
    @property
    def context(self) -> Context: ...
    @property
    def requirements(self) -> Mapping[str, Requirement]: ...
    @property
    def conferences(self) -> Mapping[str, tuple[Conference, ...]]:
        """The sittings of each conference, from the top."""

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels at which the tree has committees, from the top."""

    def meeting(self, conference: str, level: Level | None = None) -> Meeting:
        """The conference as it stands; where levels sit in turn, the sitting of that level."""

    def level_of(self, requirement: Requirement) -> Level:
        """The highest level that owes it."""

    def dated(self, requirement: Requirement, level: Level | None = None) -> Dated:
        """The days of a requirement for a level."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A day that policy proposes, from what and by which rule."""

    day: date
    why: Derivation
    tentative: bool = False


def hop(policy: Policy, level: Level) -> int:
    """Working days between this level's date and that of the level above it."""
    return dict(policy.hop).get(level, policy.hop_default)


def report_after(policy: Policy, level: Level) -> int:
    """Working days a level has to report after the event."""
    lags = dict(policy.report_after)
    return lags.get(level, max(lags.values(), default=policy.hop_default))


def fill(requirement: Requirement, level: Level, table: Dates) -> Filled | None:
    """The first rule that gives a day; None leaves the duty undated, and a finding says so."""
    for rule in (_back_from_above, _before_the_meeting, _after_the_event, _to_prepare):
        filled = rule(requirement, level, table)
        if filled is not None:
            return filled
    return None


def _back_from_above(requirement: Requirement, level: Level, table: Dates) -> Filled | None:
    """What a dated report gathers or tells of is due before it: a hop earlier for each level below."""
    found = [
        _hops_back(above.latest, user, level, table)
        for user in _users(requirement, table)
        if (above := table.dated(user)[0]).latest is not None
    ]
    return min(found, key=lambda filled: filled.day, default=None)


def one_hop(day: date, name: str, above: Level, level: Level, table: Dates) -> Filled:
    """Who is asked the same one level down is due a hop before the level above."""
    count = hop(table.plan.policy, level)
    why = Derivation(Rule.BACK, count, name=name, day=day, level=above)
    return Filled(table.context.calendar.shift(day, -count), why)


def _users(requirement: Requirement, table: Dates) -> Iterator[Requirement]:
    for other in table.plan.requirements:
        named = requirement.id in other.collects or (
            requirement.id in other.depends_on and other.kind.traits.reports
        )
        if named and other.id != requirement.id and other.when.anchor != f"requirement:{requirement.id}":
            yield other


def _hops_back(day: date, user: Requirement, level: Level, table: Dates) -> Filled:
    above = LEVEL_ORDER[table.level_of(user)]
    ways = [step for step in table.levels if above < LEVEL_ORDER[step] <= LEVEL_ORDER[level]]
    count = sum(hop(table.plan.policy, step) for step in ways)
    why = Derivation(Rule.BACK, count, name=user.id, day=day)
    return Filled(table.context.calendar.shift(day, -count), why)


def _before_the_meeting(requirement: Requirement, level: Level, table: Dates) -> Filled | None:
    """What a conference comes after is done the working day before it (its last day, while open)."""
    for conference in table.plan.conferences:
        if requirement.id in conference.after:
            days = conference_dates.as_anchor(table.meeting(conference.id, level))
            meets = days.latest if days.tentative else days.earliest
            if meets is not None:
                day = table.context.calendar.on_or_before(meets - timedelta(days=1))
                why = Derivation(Rule.BEFORE, anchor="conference", name=conference.id)
                return Filled(day, why, days.tentative)
    return None


def _after_the_event(requirement: Requirement, level: Level, table: Dates) -> Filled | None:
    """A report follows the last of the events and duties it tells of."""
    if not requirement.kind.traits.reports:
        return None
    names = [*requirement.depends_on, *requirement.collects]
    if requirement.conference is not None:
        names.append(requirement.conference)
    events = [event for name in names if (event := _event(name, level, table)) is not None]
    if not events:
        return None
    day, anchor, name, tentative = max(events, key=lambda event: (event[0], _shown(event), event[3]))
    count = report_after(table.plan.policy, level)
    why = Derivation(Rule.MOVED, count, anchor=anchor, name=name)
    return Filled(table.context.calendar.shift(day, count), why, tentative)


_Event = tuple[date, str, str, bool]
"""Its last day, what it is and its id, and whether the day may still move."""


def _event(name: str, level: Level, table: Dates) -> _Event | None:
    if name not in table.conferences:
        days, kind = table.dated(table.requirements[name])[0], "duty"
    else:
        days, kind = conference_dates.as_anchor(table.meeting(name, level)), "conference"
    return None if days.latest is None else (days.latest, kind, name, days.tentative)


def _shown(event: _Event) -> str:
    return Derivation(Rule.MOVED, 1, anchor=event[1], name=event[2]).said("vi")


def _to_prepare(requirement: Requirement, level: Level, table: Dates) -> Filled | None:
    """What prepares a conference is ready when its invitations leave."""
    if requirement.conference is None or not requirement.kind.traits.ready_to_invite:
        return None
    days = conference_dates.as_anchor(table.meeting(requirement.conference, level))
    meets = days.latest if days.tentative else days.earliest
    if meets is None:
        return None
    count = table.plan.policy.invitation_notice
    day = table.context.calendar.shift(meets, -count)
    why = Derivation(Rule.MOVED, -count, anchor="conference", name=requirement.conference)
    return Filled(day, why, days.tentative)
