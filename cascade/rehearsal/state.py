"""The obligations of a rehearsal: where each stands, and what is still missing below those that gather."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cascade.plan.responsible import committee_of, root_of
from cascade.reports.obligation_states import ObligationState
from cascade.reports.rollup import Standing
from cascade.result.obligation import Cascade, Obligation, Step


@dataclass
class Actor:
    """One obligation while the plan is played."""

    obligation: Obligation
    steps: tuple[Step, ...]
    """Rungs not yet called."""
    state: ObligationState
    deadline: datetime | None
    extended: datetime | None = None
    submitted: datetime | None = None
    reports: int = 0
    plans: int = 0
    """Raised when its date changes: a report planned for the old date is forgotten."""

    @property
    def done(self) -> bool:
        """Whether nobody presses for it any more."""
        return self.state.received or self.state.final

    @property
    def led(self) -> bool:
        """Of joint owners only the lead is reminded and counted."""
        duty = self.obligation.duty
        return duty.joint and duty.lead not in (None, self.obligation.unit)

    def standing(self) -> Standing:
        """How it counts in a roll-up."""
        due = self.obligation.duty.window.due_at
        return Standing(
            self.obligation.unit, self.state, due, self.extended, self.submitted, counted=not self.led
        )


class Cast:
    """All obligations by id, and how many reports each level still owes."""

    def __init__(self, cascade: Cascade) -> None:
        self.tree = cascade.tree
        self.root = root_of(cascade.plan, cascade.tree)
        self.actors: dict[str, Actor] = {}
        self._by_duty: dict[str, list[Actor]] = defaultdict(list)
        self._owed: Counter[tuple[str, str]] = Counter()
        self._above: dict[str, list[str]] = defaultdict(list)
        for duty in cascade.duties:
            for key in duty.collects:
                self._above[key].append(duty.key)

    def __iter__(self) -> Iterator[Actor]:
        return iter(self.actors.values())

    def above(self, code: str) -> str | None:
        """Who stands directly above a unit."""
        superior = self.tree.above(code)
        return superior.code if superior is not None else None

    def add(self, actor: Actor) -> None:
        """A new obligation, still owed."""
        self.actors[actor.obligation.id] = actor
        self._by_duty[actor.obligation.duty.key].append(actor)
        self._count(actor, 1)

    def joined(self, actor: Actor) -> list[Actor]:
        """Whose duty is done by this unit's act beside its own: if it leads joint owners, theirs."""
        duty = actor.obligation.duty
        if not duty.joint or actor.led:
            return []
        return [other for other in self._by_duty[duty.key] if other is not actor]

    def received(self, actor: Actor) -> Iterator[Actor]:
        """A report came in: whoever gathers it and now has all of them."""
        self._count(actor, -1)
        for key in self._above[actor.obligation.duty.key]:
            for above in self._by_duty[key]:
                if self._opens(above):
                    yield above

    def ready(self) -> list[Actor]:
        """Whoever gathers and has nobody to wait for."""
        gathering = [one for one in self if one.obligation.duty.collects]
        return [one for one in gathering if self._opens(one)]

    def returned(self, actor: Actor) -> None:
        """A report went back: it is owed again."""
        self._count(actor, 1)

    def missing(self, above: Actor) -> bool:
        """Who stands at the plan's root gathers all of it; anybody else what hangs directly below."""
        scope = committee_of(above.obligation.unit, self.tree)
        return any(self._owed[key, scope] > 0 for key in above.obligation.duty.collects)

    def some_below(self, above: Actor) -> bool:
        """Whether anybody below owes, or owed, what it gathers."""
        scope = committee_of(above.obligation.unit, self.tree)
        return any((key, scope) in self._owed for key in above.obligation.duty.collects)

    def _opens(self, above: Actor) -> bool:
        waits = above.state is ObligationState.WAITING and not above.obligation.duty.hangs
        return waits and not self.missing(above)

    def _count(self, actor: Actor, by: int) -> None:
        key, unit = actor.obligation.duty.key, self.tree.unit(actor.obligation.unit)
        self._owed[key, self.root] += by
        if unit.parent is not None and unit.parent != self.root:
            self._owed[key, unit.parent] += by
