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
from cascade.plan import responsible
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
        self.conferences = {conference.id: conference for conference in plan.conferences}
        self._meetings: dict[str, Meeting] = {}
        self._dated: dict[tuple[str, Level], Dated] = {}
        self._filling: set[str] = set()

    @cached_property
    def root(self) -> str:
        """The committee whose subtree the plan addresses."""
        return responsible.root_of(self.plan, self.tree)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Levels at which the tree has committees, from the top."""
        present = {unit.level for unit in self.tree if unit.kind is UnitKind.COMMITTEE}
        return tuple(sorted(present, key=LEVEL_ORDER.__getitem__))

    def meeting(self, conference: str) -> Meeting:
        """The conference as it stands."""
        known = self._meetings.get(conference)
        if known is None:
            stated = self.conferences[conference]
            before = [day for name in stated.after if (day := self._done_before(stated, name)) is not None]
            known = conference_dates.hold(stated, self.context, before, self.fixed.get(conference))
            self._meetings[conference] = known
        return known

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

    def stated(self, requirement: Requirement) -> Dated:
        """The days the paper gives, by itself or through what it hangs on."""
        window, derived = resolve(requirement.when, self.context)
        if requirement.kind.traits.on_the_day and requirement.conference is not None:
            window, derived = self._as_the_meeting(requirement, window, derived)
        if requirement.open_from is not None:
            opens, _ = resolve(requirement.open_from, self.context)
            window = replace(window, earliest=opens.earliest or opens.latest)
        return window, derived

    def anchor(self, name: str) -> Window | None:
        """The days of "conference:C1", "requirement:D6", "document:53-KH/TU", "issue" and the like."""
        kind, _, which = name.partition(":")
        match kind:
            case "conference":
                return conference_dates.as_anchor(self.meeting(which))
            case "invitation":
                meeting = self.meeting(which)
                lead = conference_dates.invitation_lead(meeting.conference, self.plan.policy)
                return conference_dates.invitation_window(meeting, self.fixed.get(which), lead, self.context)
            case "requirement":
                return self.dated(self.requirements[which])[0]
            case "issue":
                return self._single(self.plan.issued)
            case "guidance":
                return self._single(self.context.not_before)
            case _:
                papers = (*self.plan.follows, *self.plan.covers)
                return self._single(next((paper.date for paper in papers if paper.number == which), None))

    def dropped(self, requirement: Requirement) -> bool:
        """Whether the duty fell away with a cancelled conference."""
        kind, _, which = (requirement.when.anchor or "").partition(":")
        hangs_on = {requirement.conference} if requirement.kind.traits.serves_a_conference else set()
        if kind in ("conference", "invitation"):
            hangs_on.add(which)
        return any(name is not None and self.meeting(name).cancelled for name in hangs_on)

    @cached_property
    def hanging(self) -> frozenset[str]:
        """Requirements whose day is only known once an invitation has fixed a conference."""
        held = [self.meeting(conference.id) for conference in self.plan.conferences]
        return pending.on_open_meetings(self.plan, held)

    def _work_out(self, requirement: Requirement, level: Level) -> Dated:
        window, derived = self.stated(requirement)
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

    def _as_the_meeting(self, requirement: Requirement, window: Window, derived: Derivation | None) -> Dated:
        """Who holds or attends a conference does so on its day, once that day is known."""
        assert requirement.conference is not None
        meeting = self.meeting(requirement.conference)
        if requirement.when.kind is WhenKind.NONE or requirement.conference in self.fixed:
            return meeting.window, meeting.derived
        if meeting.start is None and meeting.window.earliest is not None and window.earliest is not None:
            return replace(window, earliest=max(window.earliest, meeting.window.earliest)), derived
        return window, derived

    def _done_before(self, conference: Conference, name: str) -> date | None:
        """The last day of something that must come before the conference, unless it counts back from it."""
        if name in self.conferences:
            return conference_dates.as_anchor(self.meeting(name)).latest
        requirement = self.requirements[name]
        if (requirement.when.anchor or "").endswith(
            f":{conference.id}"
        ) or requirement.conference == conference.id:
            return None
        return resolve(requirement.when, self.context)[0].latest

    def _single(self, day: date | None) -> Window | None:
        return None if day is None else replace(until(self.context, day), earliest=day)


def newest_guidance(plan: Plan) -> date | None:
    """The date of the newest document that the plan follows."""
    return max((paper.date for paper in plan.follows if paper.date is not None), default=None)
