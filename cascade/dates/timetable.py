"""The dates of a whole plan: each conference and each requirement once, with what hangs on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from cascade.calendar.workdays import WorkCalendar
from cascade.dates import conference_dates, defaults, pending
from cascade.dates.deadlines import Context, Dated, resolve, until
from cascade.org.tree import LEVEL_ORDER, Level, OrgTree, UnitKind
from cascade.plan import level_sittings, responsible
from cascade.plan.model import Conference, Plan, Requirement, WhenKind
from cascade.result.derivation import Derivation
from cascade.result.obligation import FixedMeeting, Meeting, Window


class Timetable:
    """Works each date out once and remembers it. References must have been checked: cycles would not end."""

    def __init__(
        self, plan: Plan, tree: OrgTree, calendar: WorkCalendar, fixed: Mapping[str, FixedMeeting]
    ) -> None:
        self.plan = plan
        self.tree = tree
        self.fixed = fixed
        self.context = Context(plan.policy, calendar, self.anchor, newest_guidance(plan), plan.issued)
        self.requirements = {requirement.id: requirement for requirement in plan.requirements}
        self._meetings: dict[str, Meeting] = {}
        self._dated: dict[tuple[str, Level], Dated] = {}
        self._filling: set[str] = set()
        self._hanging: dict[Level, frozenset[str]] = {}

    @cached_property
    def root(self) -> str:
        """The committee whose subtree the plan addresses."""
        return responsible.root_of(self.plan, self.tree)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Levels at which the tree has committees, from the top."""
        present = {unit.level for unit in self.tree if unit.kind is UnitKind.COMMITTEE}
        return tuple(sorted(present, key=LEVEL_ORDER.__getitem__))

    @cached_property
    def conferences(self) -> Mapping[str, tuple[Conference, ...]]:
        """The sittings of each conference, from the top: one, unless one level sits after another."""
        return {conference.id: self.split(conference) for conference in self.plan.conferences}

    def split(self, conference: Conference) -> tuple[Conference, ...]:
        """A conference by the levels that hold it in turn."""
        return level_sittings.sittings(conference, self.tree, self.root)

    @cached_property
    def sittings(self) -> Mapping[str, Conference]:
        """Every sitting by its own id, in the plan's order."""
        return {sitting.id: sitting for some in self.conferences.values() for sitting in some}

    def sitting(self, conference: str, level: Level | None) -> str:
        """The id of what a level attends: its own sitting, else that of the next level above, else the last.

        Whoever is asked for no level waits for the last.
        """
        some = self.conferences[conference]
        upper = [one for one in some if level and one.level and LEVEL_ORDER[one.level] <= LEVEL_ORDER[level]]
        return (upper or some)[-1].id

    def meeting(self, conference: str, level: Level | None = None) -> Meeting:
        """The conference as it stands; where levels sit in turn, the sitting of that level."""
        return self.held(self.sitting(conference, level))

    def held(self, sitting: str) -> Meeting:
        """A sitting as it stands."""
        known = self._meetings.get(sitting)
        if known is None:
            stated = self.sittings[sitting]
            before = [day for name in stated.after if (day := self._done_before(stated, name)) is not None]
            known = conference_dates.hold(stated, self.at(stated.level), before, self.fixed.get(sitting))
            self._meetings[sitting] = known
        return known

    def at(self, level: Level | None) -> Context:
        """What a time is read against at that level."""
        return replace(self.context, anchor=lambda name: self.anchor(name, level))

    def level_of(self, requirement: Requirement) -> Level:
        """The highest level that owes it."""
        found = {unit.level for unit in self.tree.select(requirement.who, self.root)}
        if not found:
            return requirement.who.level or self.tree.unit(self.plan.issuer).level
        return min(found, key=LEVEL_ORDER.__getitem__)

    def dated(self, requirement: Requirement, level: Level | None = None) -> Dated:
        """The days of a requirement for a level; what the paper leaves open is filled by policy."""
        at = level or self.level_of(requirement)
        known = self._dated.get((requirement.id, at))
        if known is None:
            known = self._work_out(requirement, at)
            if requirement.id not in self._filling:
                self._dated[requirement.id, at] = known
        return known

    def stated(self, requirement: Requirement, level: Level) -> Dated:
        """The days the paper gives a level, by itself or through what it hangs on."""
        window, derived = resolve(requirement.when, self.at(level))
        if requirement.kind.traits.on_the_day and requirement.conference is not None:
            window, derived = self._as_the_meeting(requirement, level, window, derived)
        if requirement.open_from is not None:
            opens, _ = resolve(requirement.open_from, self.at(level))
            window = replace(window, earliest=opens.earliest or opens.latest)
        return window, derived

    def anchor(self, name: str, level: Level | None = None) -> Window | None:
        """The days of "conference:C1", "requirement:D6", "document:53-KH/TU", "issue" and the like."""
        kind, _, which = name.partition(":")
        match kind:
            case "conference":
                return conference_dates.as_anchor(self.meeting(which, level))
            case "invitation":
                meeting = self.meeting(which, level)
                lead = conference_dates.invitation_lead(meeting.conference, self.plan.policy)
                known = self.fixed.get(meeting.conference.id)
                return conference_dates.invitation_window(meeting, known, lead, self.context)
            case "requirement":
                return self.dated(self.requirements[which], level if which in self.in_turn else None)[0]
            case "issue":
                return self._single(self.plan.issued)
            case "guidance":
                return self._single(self.context.not_before)
            case _:
                papers = (*self.plan.follows, *self.plan.covers)
                return self._single(next((paper.date for paper in papers if paper.number == which), None))

    def dropped(self, requirement: Requirement, level: Level) -> bool:
        """Whether the duty of a level fell away with a cancelled conference."""
        kind, _, which = (requirement.when.anchor or "").partition(":")
        hangs_on = {requirement.conference} if requirement.kind.traits.serves_a_conference else set()
        if kind in ("conference", "invitation"):
            hangs_on.add(which)
        return any(name is not None and self.meeting(name, level).cancelled for name in hangs_on)

    @cached_property
    def in_turn(self) -> frozenset[str]:
        """Requirements whose day is another at each level, because a conference sits level by level."""
        turns = {name for name, some in self.conferences.items() if len(some) > 1}
        return pending.hanging_on(self.plan, turns)

    def hangs(self, requirement: Requirement, level: Level) -> bool:
        """Whether its day is only known once an invitation has fixed a conference."""
        known = self._hanging.get(level)
        if known is None:
            loose = {name for name in self.conferences if self.meeting(name, level).start is None}
            known = self._hanging[level] = pending.hanging_on(self.plan, loose)
        return requirement.id in known

    def _work_out(self, requirement: Requirement, level: Level) -> Dated:
        window, derived = self.stated(requirement, level)
        if window.latest is not None or requirement.id in self._filling:
            return window, derived
        self._filling.add(requirement.id)
        try:
            filled = defaults.fill(requirement, level, self)
        finally:
            self._filling.discard(requirement.id)
        if filled is None:
            return window, derived
        day = self.context.calendar.on_or_before(filled.day)
        return until(self.context, day, earliest=window.earliest, tentative=filled.tentative), filled.why

    def _as_the_meeting(
        self, requirement: Requirement, level: Level, window: Window, derived: Derivation | None
    ) -> Dated:
        """Who holds or attends a conference does so on its day, once that day is known."""
        assert requirement.conference is not None
        meeting = self.meeting(requirement.conference, level)
        if requirement.when.kind is WhenKind.NONE or meeting.conference.id in self.fixed:
            return meeting.window, meeting.derived
        if meeting.start is None and meeting.window.earliest is not None and window.earliest is not None:
            return replace(window, earliest=max(window.earliest, meeting.window.earliest)), derived
        return window, derived

    def _done_before(self, sitting: Conference, name: str) -> date | None:
        """The last day of something that must come before it, unless it counts back from it."""
        mine = level_sittings.whole(sitting.id)
        if level_sittings.whole(name) == mine:
            return conference_dates.as_anchor(self.held(name)).latest
        if name in self.conferences:
            return conference_dates.as_anchor(self.meeting(name, sitting.level)).latest
        requirement = self.requirements[name]
        if (requirement.when.anchor or "").endswith(f":{mine}") or requirement.conference == mine:
            return None
        return resolve(requirement.when, self.at(sitting.level))[0].latest

    def _single(self, day: date | None) -> Window | None:
        return None if day is None else replace(until(self.context, day), earliest=day)


def newest_guidance(plan: Plan) -> date | None:
    """The date of the newest document that the plan follows."""
    return max((paper.date for paper in plan.follows if paper.date is not None), default=None)
