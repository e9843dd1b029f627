"""What is granted to one unit against the plan: a later date, an exemption, another unit in its place."""

from __future__ import annotations

from datetime import date, datetime

from models.database.ledger import Session
from models.obligations import exceptions, obligations
from models.views.obligation_views import ObligationView
from services import targets


def extend(
    session: Session, plan: str, duty: str, unit: str, until: date, why: str, *, now: datetime, by: str
) -> ObligationView:
    """Grant a later date, to the end of that day. Returns the obligation as it was before.

    Refusal: when there is no such obligation, it is done, or the day is no later or past.
    """
    before = targets.obligation(session, plan, duty, unit, now)
    exceptions.extend(session, before.id, until, why, by=by, now=now)
    return before


def exempt(
    session: Session, plan: str, duty: str, unit: str, why: str, *, now: datetime, by: str
) -> ObligationView:
    """Let a unit off: it is asked no more, and no rate counts it. Returns the obligation as it was before.

    Refusal: when there is no such obligation, or it is done.
    """
    before = targets.obligation(session, plan, duty, unit, now)
    exceptions.exempt(session, before.id, why, by=by, now=now)
    return before


def hand_over(
    session: Session, plan: str, duty: str, unit: str, to: str, why: str, *, now: datetime, by: str
) -> tuple[ObligationView, ObligationView]:
    """Let another unit (by its code) answer for a duty, with a trace. The obligation before, and the new one.

    Refusal: when there is no such obligation or unit, it is done, or the other unit has it already.
    """
    before = targets.obligation(session, plan, duty, unit, now)
    made = exceptions.hand_over(session, before.id, to, why, by=by, now=now)
    return before, obligations.one(session, made, now)
