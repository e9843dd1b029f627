"""The clockwork of a rehearsal: events in order of time, rungs that are called, notices that go out."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from itertools import count

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, joined, tell
from cascade.notices.kinds import Occasion
from cascade.org import format
from cascade.plan.typed.levels import told_key
from cascade.rehearsal.awaiting_decisions import AwaitingDecisions
from cascade.rehearsal.behaviour import Behaviour
from cascade.rehearsal.rehearsal_outcome import PlannedNotice, Rehearsal, in_order
from cascade.rehearsal.state import Actor, Cast
from cascade.reminders import due_rungs
from cascade.reminders.ladder import first_call, left_at_issue, next_step, opening
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Cascade, Obligation, Step

_MORNING = time(8, 0)
Act = Callable[[datetime], None]
Opening = Callable[["RehearsalEngine", datetime], None]
"""What happens to the plan's conferences once it is issued."""
Expecting = Callable[["RehearsalEngine", Actor, datetime], None]
"""What a new obligation sets going: its report, some day."""


@dataclass(order=True)
class PlannedEvent:
    """Something that happens at an instant; events of one instant happen in the order they were planned."""

    at: datetime
    order: int
    act: Act = field(compare=False)


class RehearsalEngine:
    """Plays one plan once."""

    def __init__(
        self,
        cascade: Cascade,
        behaviour: Behaviour,
        calendar: WorkCalendar,
        opens: Opening,
        expects: Expecting,
    ) -> None:
        self.cascade = cascade
        self.behaviour = behaviour
        self.calendar = calendar
        self._opens = opens
        self._expects = expects
        self.policy = cascade.plan.policy
        self.meetings = dict(behaviour.meetings)
        """The day of each conference: as the behaviour gives it, else a supposed one."""
        self.invited: set[str] = set()
        """Conferences whose invitation has left."""
        self.why_then: dict[str, tuple[Told, ...]] = {}
        """Why a supposed day was chosen."""
        self.cast = Cast(cascade)
        self.desk = cascade.plan.desk or self.policy.desk or cascade.plan.issuer
        self.awaiting = AwaitingDecisions(self.cast, self.desk, calendar, self.at, self.notice)
        self._notices: list[PlannedNotice] = []
        self._heard: dict[str, list[tuple[Actor, Step]]] = defaultdict(list)
        self._silent: dict[str, bool] = {}
        """Units nobody can write to, and whether whoever is above has been told."""
        self._events: list[PlannedEvent] = []
        self._order = count()

    def run(self) -> Rehearsal:
        """From the issue to the last event.

        Refusal: the plan has neither a day of issue nor a date to begin from.
        """
        now = self._start()
        self.at(now, self._issue)
        while self._events:
            now = self._events[0].at
            while self._events and self._events[0].at == now:
                heapq.heappop(self._events).act(now)
            self._speak(now)
        standings = tuple(sorted((actor.obligation.id, actor.standing()) for actor in self.cast))
        return Rehearsal(in_order(self._notices), standings, now, dict(self.meetings))

    def at(self, moment: datetime, act: Act) -> None:
        """Plan something for an instant."""
        heapq.heappush(self._events, PlannedEvent(moment, next(self._order), act))

    def plan_rung(self, actor: Actor, now: datetime) -> None:
        """Wake when the next rung comes due."""
        step = next_step(actor.steps, now)
        if step is not None:
            self.at(step.at, lambda at: self._climb(actor, at))

    def about(self, actor: Actor, now: datetime, occasion: str, why: Told) -> None:
        """Tell a unit what became of one of its duties."""
        owed = actor.obligation
        self.notice(now, owed.unit, occasion, _of(owed.duty.key, why), (owed.id,))

    def notice(
        self,
        now: datetime,
        recipient: str,
        occasion: str,
        why: Told,
        items: tuple[str, ...] = (),
        rung: str = "",
        conference: str | None = None,
    ) -> None:
        """One notice, to whom anything can be sent; what is ready at night leaves at the next opening."""
        if not self._reached(recipient, now):
            self._silent.setdefault(recipient, False)
            return
        at = opening(now, self.policy)
        self._notices.append(PlannedNotice(at, recipient, occasion, why, rung, items, conference))

    def _start(self) -> datetime:
        """08:00 on the day of issue; without one, of the working day before the first rung."""
        day = self.cascade.plan.issued
        if day is None:
            rungs = [step.at for duty in self.cascade.duties for step in duty.steps]
            if not rungs:
                raise Refusal(
                    self.cascade.plan.code,
                    Told("kế hoạch không có ngày nào để chạy thử", "the plan has no day to rehearse"),
                    Told("bổ sung ngày ban hành", "add the day of issue"),
                )
            day = self.calendar.previous(day_of(min(rungs)))
        return instant(day, _MORNING)

    def _issue(self, now: datetime) -> None:
        owed: dict[str, list[str]] = defaultdict(list)
        for obligation in self.cascade.obligations:
            self._enter(obligation, now)
            owed[obligation.unit].append(obligation.id)
        for unit, items in sorted(owed.items()):
            count = f"{len(items)} {'duty' if len(items) == 1 else 'duties'}"
            why = Told(f"ban hành kế hoạch, {len(items)} nhiệm vụ", f"the plan is issued, {count}")
            self.notice(now, unit, Occasion.ISSUED, why, tuple(items))
        self._opens(self, now)

    def _enter(self, obligation: Obligation, now: datetime) -> None:
        duty = obligation.duty
        waits = duty.hangs or bool(duty.collects) or duty.window.due_at is None
        actor = Actor(
            obligation, (), ObligationState.WAITING if waits else ObligationState.OPEN, duty.window.due_at
        )
        due = None if duty.hangs else duty.window.due_at
        actor.steps = () if actor.led else left_at_issue(duty.steps, now, due)
        self.cast.add(actor)
        self._expects(self, actor, now)
        if (first := first_call(actor.steps, now, self.calendar)) is not None:
            self.at(first, lambda at: self._climb(actor, at))

    def _climb(self, actor: Actor, now: datetime) -> None:
        """Rungs whose hour has come, unless the duty is done."""
        if actor.done or not any(step.at <= now for step in actor.steps):
            return
        called = due_rungs.call(actor.steps, now, actor.deadline)
        actor.steps = called.left
        if actor.state is ObligationState.WAITING:
            # A gathering duty opens with its first rung, whatever is missing below.
            actor.state = ObligationState.OPEN
        for step in called.speak:
            listener = due_rungs.recipient(actor.obligation.unit, step.target, self.cast.above, self.desk)
            self._heard[listener].append((actor, step))
        self.plan_rung(actor, now)

    def _speak(self, now: datetime) -> None:
        """One notice to each recipient for all that came due at this instant."""
        for listener, lines in sorted(self._heard.items()):
            rungs = [(step, actor.obligation.unit == listener) for actor, step in lines]
            last = max((step for _, step in lines), key=lambda step: step.at)
            items = tuple(actor.obligation.id for actor, _ in lines)
            reasons = dict.fromkeys(self._why(actor, step, now) for actor, step in lines)
            why = joined("; ", reasons) if len(reasons) > 1 else next(iter(reasons))
            self.notice(now, listener, due_rungs.occasion_of(rungs), why, items, last.rung)
        self._heard.clear()
        self._tell_above(now)

    def _reached(self, unit: str, now: datetime) -> bool:
        """Whether somebody there has an address; of a list that names nobody at all all are supposed to."""
        people = self.cascade.tree.contacts
        return not people or any(one.channels and one.serves_on(day_of(now)) for one in people.get(unit, ()))

    def _tell_above(self, now: datetime) -> None:
        """Whoever is next above a unit without any address is told so, once."""
        listed: dict[str, list[str]] = defaultdict(list)
        for unit in [unit for unit, told in sorted(self._silent.items()) if not told]:
            self._silent[unit] = True
            above = self.cast.above(unit)
            while above is not None and not self._reached(above, now):
                above = self.cast.above(above)
            if above is not None:
                listed[above].append(self.cascade.tree.unit(unit).name)
        for above, names in sorted(listed.items()):
            some = ", ".join(names)
            why = Told(f"không liên hệ được: {some}", f"nobody can write to: {some}")
            self.notice(now, above, Occasion.UNREACHABLE, why)

    def _why(self, actor: Actor, step: Step, now: datetime) -> Told:
        today = day_of(now)
        day = day_of(actor.deadline) if actor.deadline is not None else today
        days = self.calendar.between(today, day)
        return _called(step.rung, actor.obligation.duty.key, day, _distance(days, today, day))


# A province hears the same few sentences thousands of times: each is put together once.
@lru_cache(maxsize=1024)
def _of(key: str, why: Told) -> Told:
    return joined(": ", (told_key(key), why))


@lru_cache(maxsize=1024)
def _called(rung: str, key: str, day: date, state: Told) -> Told:
    vi, en = "{rung}: {key} hạn {day}, {state}", "{rung}: {key} due {day}, {state}"
    return tell(vi, en, rung=rung, key=told_key(key), day=format.told_day(day), state=state)


@lru_cache(maxsize=1024)
def _distance(days: int, today: date, day: date) -> Told:
    if today > day:
        return tell("quá hạn {days}", "{days} overdue", days=format.told_working_days(-days))
    if today == day:
        return Told("đến hạn", "due today")
    if days == 0:
        return Told("ngày làm việc cuối trước hạn", "the last working day before it")
    return tell("còn {days}", "{days} left", days=format.told_working_days(days))
