"""Reasons that people type while a plan runs: read, and held against what the plan keeps secret."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.plan.typed import texts
from cascade.reports import secrecy
from models.plans import plans

WHY = Told("Lý do", "The reason")


def reason(session: Session, plan: str, typed: str, *, needed: bool = True) -> str:
    """Why something is done, as whoever it concerns will read it; a short text.

    Refusal: none where one is needed, what nobody can have meant, or the number of a secret document.
    """
    try:
        found = texts.reason(typed) if needed else texts.text(typed)
    except Wrong as wrong:
        raise Refusal(WHY, wrong.what, wrong.todo) from None
    if betrays := secrecy.betrayed(found, plans.hidden(session, plans.number(session, plan))):
        raise Refusal(WHY, betrays.what, betrays.todo)
    return found
