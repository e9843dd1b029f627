"""What is granted to one unit against the plan: a later date, an exemption, another unit in its place."""

from __future__ import annotations

from datetime import date, datetime

from models.database.ledger import Session
from models.obligations import exceptions, obligations
from models.plans import typed_reasons
from models.views.obligation_views import ObligationView
from services import targets


def extend(
    session: Session, plan: str, duty: str, unit: str, until: date, why: str, *, now: datetime, by: str
) -> ObligationView:
    """Grant a later date, to the end of that day. Returns the obligation as it was before.

    Refusal: when there is no such obligation, it is done, or the day is no later or past.
    """
    before = targets.obligation(session, plan, duty, unit, now)
    said = typed_reasons.reason(session, plan, why)
    exceptions.extend(session, before.id, until, said, by=by, now=now)
    return before


def exempt(
    session: Session, plan: str, duty: str, unit: str, why: str, *, now: datetime, by: str
) -> ObligationView:
    """Let a unit off: it is asked no more, and no rate counts it. Returns the obligation as it was before.

    Refusal: when there is no such obligation, or it is done.
    """
    before = targets.obligation(session, plan, duty, unit, now)
    exceptions.exempt(session, before.id, typed_reasons.reason(session, plan, why), by=by, now=now)
    return before


def hand_over(
    session: Session, plan: str, duty: str, unit: str, to: str, why: str, *, now: datetime, by: str
) -> tuple[ObligationView, ObligationView]:
    """Let another unit (by code or name) answer for a duty, with a trace. The obligation before, and the new.

    Refusal: when there is no such obligation or unit, it is done, or the other unit has it already.
    """
    before = targets.obligation(session, plan, duty, unit, now)
    said, heir = typed_reasons.reason(session, plan, why), targets.unit(session, to, now).code
    made = exceptions.hand_over(session, before.id, heir, said, by=by, now=now)
    return before, obligations.one(session, made, now)
