"""The cast of the demo: units that report on time, late, wrongly first, or never, as a file says."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.org import format
from cascade.org.tree import Level
from cascade.plan.model import Figure, FigureKind
from cascade.rehearsal.behaviour import Behaviour, UnitBehaviour
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Obligation
from models.database.ledger import Session
from models.obligations import obligations
from models.plans import plans
from models.views.obligation_views import ObligationView
from models.views.plan_views import FrozenPlan

AT_ITS_DESK = time(10, 0)
SIZES = {"members_total": (38, 140), "masses_total": (600, 2156), "meetings": (1, 2)}
"""Fewest and most in one grassroots organisation; one of anything else."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What one unit says at one moment: its report on one duty."""

    at: datetime
    row: ObligationView
    figures: tuple[Figure, ...]
    wrong: bool
    """To be returned by whoever reads it: the unit sends a better one later."""
    speaks_for: tuple[str, ...]
    """The grassroots units whose people its figures count: a committee's own, or just itself."""


@dataclass
class DemoCast:
    """All units of one plan, what they owe, and who of them has been returned something."""

    behaviour: Behaviour
    calendar: WorkCalendar
    returned: dict[int, datetime] = field(default_factory=dict)
    known: Mapping[tuple[str, str], Obligation] = field(default_factory=dict)
    ends: Mapping[str, datetime] = field(default_factory=dict)
    """When the conferences are over."""
    revision: int = 0
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The grassroots units below each committee."""

    def lines(self, session: Session, plan: FrozenPlan, until: datetime) -> list[DemoReport]:
        """Everything that has been said up to an instant and is not written down yet, in order."""
        self._look_again(session, plan)
        rows = obligations.rows(session, plan.id, now=until)
        said = [line for row in rows if row.state.undone for line in self._of(row, plan)]
        return sorted((line for line in said if line.at <= until), key=lambda line: (line.at, line.row.id))

    def _look_again(self, session: Session, plan: FrozenPlan) -> None:
        """A new revision may have moved dates."""
        if self.revision != plan.revision:
            cascade = plans.recompile(session, plan.code)
            self.known = {(one.duty.key, one.unit): one for one in cascade.obligations}
            self.ends = {one.conference.id: one.end for one in cascade.meetings if one.end is not None}
            self.under = _grassroots(cascade.obligations)
            self.revision = plan.revision

    def _of(self, row: ObligationView, plan: FrozenPlan) -> Iterator[DemoReport]:
        one = self.known.get((row.key, row.unit))
        if one is None:
            return
        wrong = self.behaviour.habit(row.unit, row.key).way is UnitBehaviour.WRONG
        if row.state is ObligationState.RETURNED:
            back = self.returned.get(row.id)
            at: datetime | None = self.behaviour.corrected_at(back, self.calendar) if back else None
            wrong = False
        elif row.due_at is None:
            at = self._in_its_own_time(row, plan)
        else:
            at = self.behaviour.reports_at(one, self.calendar)
        if at is not None:
            at = max(at, *self._not_before(row, one, at))
            yield DemoReport(at, row, one.duty.figures, wrong, self.under.get(row.unit, (row.unit,)))

    def _in_its_own_time(self, row: ObligationView, plan: FrozenPlan) -> datetime:
        """A duty without a date is done when the unit gets to it."""
        days = random.Random(f"{row.unit}/{row.key}").randrange(3, 13)
        return instant(self.calendar.shift(day_of(row.opened_at or plan.issued_at), days), AT_ITS_DESK)

    def _not_before(self, row: ObligationView, one: Obligation, at: datetime) -> Iterator[datetime]:
        """Nobody answers before being asked, or tells of a conference before it is over."""
        yield (row.opened_at or at) + timedelta(minutes=30)
        for name in one.duty.depends_on:
            yield self.ends.get(name, at) + timedelta(minutes=30)


def _grassroots(all_of_them: Iterable[Obligation]) -> dict[str, tuple[str, ...]]:
    below: dict[str, dict[str, None]] = {}
    for one in all_of_them:
        if one.duty.level is Level.GRASSROOTS and one.unit != one.branch:
            below.setdefault(one.branch, {})[one.unit] = None
    return {branch: tuple(units) for branch, units in below.items()}


def figures(line: DemoReport) -> dict[str, int | str]:
    """Numbers a unit of its size could give; a wrong report leaves out half of its people."""
    row = line.row
    dice = random.Random(f"{row.unit}/{row.requirement}")
    given: dict[str, int | str] = {}
    for figure in sorted(line.figures, key=lambda each: each.of is not None):
        if figure.kind is FigureKind.TEXT:
            given[figure.id] = (
                f"Số {dice.randrange(10, 90)}-KH, ngày {format.day(day_of(row.due_at))}" if row.due_at else ""
            )
        elif figure.kind is FigureKind.DATE:
            given[figure.id] = day_of(row.due_at).isoformat() if row.due_at else ""
        elif figure.of:
            share = 0.5 if line.wrong else dice.uniform(0.985, 1.0)
            given[figure.id] = round(int(given[figure.of]) * share)
        else:
            given[figure.id] = sum(_people(unit, figure.id) for unit in line.speaks_for)
    return given


def _people(unit: str, figure: str) -> int:
    """The same for a unit whoever counts it; sizes as Đồng Nai's papers of 2024 have them on average."""
    low, high = SIZES.get(figure, (1, 1))
    return random.Random(f"{unit}/{figure}").randrange(low, high + 1)
