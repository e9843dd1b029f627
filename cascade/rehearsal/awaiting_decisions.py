"""Reports that wait in a rehearsal: whoever decides is told as in a life, at once or in a morning's list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.plan.model import RungTarget
from cascade.rehearsal.state import Actor, Cast
from cascade.reminders import awaiting
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Step

_WAITS = Told("có báo cáo chờ tiếp nhận", "a report is waiting to be accepted")
_LISTED = Told("danh sách báo cáo chờ tiếp nhận", "the list of reports waiting to be accepted")


Plan = Callable[[datetime, Callable[[datetime], None]], None]
"""Have something happen at an instant."""
Say = Callable[[datetime, str, str, Told, tuple[str, ...]], None]
"""One notice: when, to whom, on what occasion, why, about which obligations."""


class AwaitingDecisions:
    """Who has been told how often on a day, and which morning lists there are."""

    def __init__(self, cast: Cast, desk: str, calendar: WorkCalendar, at: Plan, say: Say) -> None:
        self._cast, self._desk, self._calendar, self._at, self._say = cast, desk, calendar, at, say
        self._told: Counter[tuple[str, date]] = Counter()
        self._lists: set[tuple[str, date]] = set()

    def came(self, actor: Actor, now: datetime) -> None:
        """A report has come where none was waiting."""
        owed = actor.obligation
        decider = self._decider(actor)
        if decider is None:
            return
        if self._told[decider, day_of(now)] < awaiting.AT_ONCE:
            self._told[decider, day_of(now)] += 1
            self._say(now, decider, Occasion.AWAITING, _WAITS, (owed.id,))
        else:
            self._list(decider, day_of(awaiting.morning(now, self._calendar)), owed.id)
        for step in awaiting.steps(now, self._calendar):
            self._at(step.at, partial(self._rests, actor, now, step))

    def _rests(self, actor: Actor, came: datetime, step: Step, _: datetime) -> None:
        if actor.state is ObligationState.SUBMITTED and actor.submitted == came:
            listener = self._desk if step.target is RungTarget.DESK else self._decider(actor)
            self._list(listener or self._desk, day_of(step.at), actor.obligation.id)

    def _list(self, decider: str, day: date, item: str) -> None:
        """One for each morning; what comes later joins it."""
        if (decider, day) not in self._lists:
            self._lists.add((decider, day))
            morning = instant(day, awaiting.MORNING)
            self._say(morning, decider, Occasion.AWAITING, _LISTED, (item,))

    def _decider(self, actor: Actor) -> str | None:
        unit = actor.obligation.unit
        return awaiting.decider(unit, self._cast.above(unit), self._cast.root, self._desk)
