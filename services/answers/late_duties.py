"""The day by which a late unit expects to be done: kept and shown to whoever is above; no deadline moves."""

from __future__ import annotations

from datetime import date, datetime

from models.database.ledger import Session
from models.obligations import obligations
from models.plans import typed_reasons
from models.reminders import promises
from models.views.obligation_views import ObligationView
from services import targets


def promise(
    session: Session, plan: str, duty: str, unit: str, day: date, note: str = "", *, now: datetime, by: str
) -> ObligationView:
    """For a unit that called the desk. The obligation as it stands now.

    Refusal: when there is no such obligation, it is not late, the form is closed, or the note names a secret.
    """
    late = targets.obligation(session, plan, duty, unit, now)
    return promise_by_link(session, late.id, day, note, now=now, by=by)


def promise_by_link(
    session: Session, obligation_id: int, day: date, note: str, *, now: datetime, by: str
) -> ObligationView:
    """By the unit itself; a later word replaces an earlier one.

    The unit is not reminded until the end of that day and pressed again on the working day after; whoever is
    above hears of it as before, and reads the day in lists, letters and the workbook.

    Refusal: when it is not late, the form is closed, or the note names a secret.
    """
    plan = obligations.one(session, obligation_id, now).plan
    said = typed_reasons.reason(session, plan, note, needed=False)
    promises.give(session, obligation_id, day, said, now=now, by=by)
    return obligations.one(session, obligation_id, now)
