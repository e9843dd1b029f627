"""How units behave in a rehearsal or a demonstration: on time, late, never, or wrong and then corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import blake2b

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.result.obligation import Duty, FixedMeeting, Obligation

_DESK_HOURS = (8, 16)
"""Reports come between 08:00 and 16:59."""


class UnitBehaviour(StrEnum):
    """What a unit does about a duty."""

    ON_TIME = "on_time"
    LATE = "late"
    NEVER = "never"
    WRONG = "wrong"
    """Wrong at first, returned, then corrected."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A way, and by how many working days: late after the date, or early before it."""

    way: UnitBehaviour = UnitBehaviour.ON_TIME
    days: int = 0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Who behaves how. The same seed gives the same story, unit by unit, in any order."""

    seed: int = 0
    shares: tuple[tuple[Habit, int], ...] = ((Habit(), 1),)
    """Habits with their weights; each unit draws one for each duty."""
    units: Mapping[str, Habit] = field(default_factory=dict)
    """Units whose habit is given: by code, or by "code/D6" for one duty."""
    duties: Mapping[str, Habit] = field(default_factory=dict)
    """Duties for which everybody's habit is given; `units` wins."""
    early: tuple[int, int] = (0, 3)
    """On time means so many working days before the last one."""
    meetings: Mapping[str, FixedMeeting] = field(default_factory=dict)
    """Conferences an invitation fixes; `invited_at` is when it leaves."""
    decide_after: int = 1
    """Working days until a report is accepted or returned."""
    correct_after: int = 2
    """Working days until a returned report comes again."""

    def habit(self, unit: str, duty: str) -> Habit:
        """What this unit does about this duty."""
        for name in (f"{unit}/{duty}", unit):
            if name in self.units:
                return self.units[name]
        if duty in self.duties:
            return self.duties[duty]
        draw = self._draw("habit", unit, duty) * sum(weight for _, weight in self.shares)
        for habit, weight in self.shares:
            draw -= weight
            if draw < 0:
                return habit
        return self.shares[-1][0]

    def confirms(self, unit: str, conference: str) -> bool:
        """Whether it says that it comes, before it is asked again; who never answers does not."""
        return self.habit(unit, conference).way is not UnitBehaviour.NEVER

    def reports_at(self, obligation: Obligation, calendar: WorkCalendar) -> datetime | None:
        """When the first report comes; None: never, or there is no date to be on time for."""
        duty = obligation.duty
        habit = self.habit(obligation.unit, duty.key)
        day = self._day(habit, obligation.unit, duty, calendar)
        if day is None:
            return None
        first, last = _DESK_HOURS
        minute = int(self._draw("minute", obligation.unit, duty.key) * (last - first + 1) * 60)
        moment = instant(day, time(first + minute // 60, minute % 60))
        if duty.window.starts_at is not None and duty.window.latest == day:
            # What happens at an hour is not reported before it is over.
            moment = duty.window.due_at or max(moment, duty.window.starts_at)
        # Some duties are due at an hour (a line test at 15:00): on time is before it.
        return (
            moment
            if habit.way is UnitBehaviour.LATE or duty.window.due_at is None
            else min(moment, duty.window.due_at)
        )

    def decided_at(self, submitted: datetime, calendar: WorkCalendar) -> datetime:
        """When whoever receives the report has looked at it."""
        return instant(calendar.shift(day_of(submitted), self.decide_after), time(9, 0))

    def corrected_at(self, returned: datetime, calendar: WorkCalendar) -> datetime:
        """When the corrected report comes."""
        return instant(calendar.shift(day_of(returned), self.correct_after), time(10, 0))

    def _day(self, habit: Habit, unit: str, duty: Duty, calendar: WorkCalendar) -> date | None:
        window = duty.window
        if habit.way is UnitBehaviour.NEVER or window.latest is None:
            return None
        if habit.way is UnitBehaviour.LATE:
            return calendar.shift(
                max(window.latest, window.latest_lenient or window.latest), max(habit.days, 1)
            )
        # On time still differs by some days.
        first, last = self.early
        early = habit.days or first + int(self._draw("early", unit, duty.key) * (last - first + 1))
        day = calendar.shift(calendar.on_or_before(window.latest), -early)
        return max(day, window.earliest) if window.earliest is not None else day

    def _draw(self, *what: str) -> float:
        """A number in [0, 1) that only depends on the seed and on what is drawn for."""
        text = "\0".join((str(self.seed), *what)).encode()
        return int.from_bytes(blake2b(text, digest_size=7).digest(), "big") / 2**56
