"""The cast of the demo: units that report on time, late, wrongly first, or never, as a file says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cascade.behaviour import Behaviour, Way
from cascade.duty import Obligation
from cascade.instants import day_of
from cascade.plan import Figure
from cascade.workdays import WorkCalendar
from models import obligations, plans
from models.ledger import Session
from models.records import UNDONE, FrozenPlan, ObligationRow, ObligationState


@dataclass(frozen=True, slots=True)
class Line:
    """What one unit says at one moment: its report on one duty."""

    at: datetime
    row: ObligationRow
    figures: tuple[Figure, ...]
    wrong: bool
    """To be returned by whoever reads it: the unit sends a better one later."""


@dataclass
class Cast:
    """All units of one plan, what they owe, and who of them has been returned something."""

    behaviour: Behaviour
    calendar: WorkCalendar
    returned: dict[int, datetime] = field(default_factory=dict)
    known: Mapping[tuple[str, str], Obligation] = field(default_factory=dict)
    revision: int = 0

    def lines(self, session: Session, plan: FrozenPlan, until: datetime) -> list[Line]:
        """Everything that has been said up to an instant and is not written down yet, in order."""
        self._look_again(session, plan)
        rows = obligations.rows(session, plan.id, now=until)
        said = [line for row in rows if row.state in UNDONE for line in self._of(row)]
        return sorted((line for line in said if line.at <= until), key=lambda line: (line.at, line.row.id))

    def _look_again(self, session: Session, plan: FrozenPlan) -> None:
        """A new revision may have moved dates."""
        if self.revision != plan.revision:
            found = plans.recompile(session, plan.code).obligations
            self.known = {(one.duty.key, one.unit): one for one in found}
            self.revision = plan.revision

    def _of(self, row: ObligationRow) -> Iterator[Line]:
        one = self.known.get((row.key, row.unit))
        if one is None:
            return
        wrong = self.behaviour.habit(row.unit, row.key).way is Way.WRONG
        if row.state is ObligationState.RETURNED:
            back = self.returned.get(row.id)
            at = self.behaviour.corrected_at(back, self.calendar) if back else None
            wrong = False
        else:
            at = self.behaviour.reports_at(one, self.calendar)
        if at is not None:
            # Nobody answers before being asked.
            yield Line(max(at, (row.opened_at or at) + timedelta(minutes=30)), row, one.duty.figures, wrong)


def figures(row: ObligationRow, asked: tuple[Figure, ...], *, wrong: bool) -> dict[str, int | str]:
    """Numbers a unit of its size could give; a wrong report leaves out half of its people."""
    dice = random.Random(f"{row.unit}/{row.requirement}")
    totals = {figure.of for figure in asked if figure.of}
    given: dict[str, int | str] = {}
    for figure in sorted(asked, key=lambda each: each.of is not None):
        if figure.kind == "text":
            given[figure.id] = (
                f"Số {dice.randrange(10, 90)}-KH, ngày {row.due_at:%d/%m/%Y}" if row.due_at else ""
            )
        elif figure.kind == "date":
            given[figure.id] = day_of(row.due_at).isoformat() if row.due_at else ""
        elif figure.of:
            share = 0.5 if wrong else dice.uniform(0.955, 1.0)
            given[figure.id] = round(int(given[figure.of]) * share)
        else:
            given[figure.id] = dice.randrange(40, 400) if figure.id in totals else dice.randrange(1, 9)
    return given
