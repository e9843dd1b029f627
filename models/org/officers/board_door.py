"""What the door of the Prefect UI asks the ledger: two questions a request, whoever comes for whatever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.org.office_roles import Right
from models.database import clock, stored_settings
from models.org.officers import board_ids, office_sessions
from models.tables import PlanRow, UnitRow
from models.views.office_views import OfficeSession


@dataclass(frozen=True, slots=True)
class Doorstep:
    """Who stands before it, when, and which forms the server behind it has."""

    here: OfficeSession
    now: datetime
    forms: Mapping[str, str]

    def right_of_form(self, number: str) -> Right | None:
        """What the form of that number asks for; None for every other deployment."""
        return board_ids.right_of(self.forms, number)


def come(session: Session, secret: str) -> Doorstep | None:
    """Whoever that secret lets in now; None for nobody, and for whoever still owes a second factor."""
    settled = {name: stored_settings.get_later(name) for name in (clock.KEY, board_ids.FORMS)}
    found = office_sessions.rows(session, secret, *settled.values())
    if not found:
        return None
    told: Any = found[0]
    now = clock.of(told[-2])
    here = office_sessions.still(found, now)
    return Doorstep(here, now, told[-1] or {}) if here and not here.half else None


def plans_upward(session: Session, day: date) -> Mapping[str, frozenset[str]]:
    """Plan -> its issuer and all that stands above that on a day, for every plan there is."""
    first = select(PlanRow.code.label("plan"), PlanRow.issuer.label("unit"))
    known = first.cte("known", recursive=True)
    there = UnitRow.valid_from <= day, UnitRow.valid_to > day, UnitRow.parent.is_not(None)
    # What was met before is not followed again: a circle ends.
    known = known.union(select(known.c.plan, UnitRow.parent).where(UnitRow.code == known.c.unit, *there))
    upward = defaultdict[str, set[str]](set)
    for plan, unit in session.execute(select(known.c.plan, known.c.unit)):
        upward[plan].add(unit)
    return {plan: frozenset(units) for plan, units in upward.items()}
