"""What a report writes into its duty's row: it is in, and it rests until somebody decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, case, func, update
from sqlalchemy.orm import Session

from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Step
from models.obligations.locked import Owed
from models.tables import ObligationRow


def submitted(session: Session, owed: Owed, now: datetime) -> None:
    """The duty, and those of joint owners with it, is reported."""
    # Correcting what was handed in on time does not make it late, nor spare whoever decides the next word.
    first = owed.row.submitted_at if owed.row.state == ObligationState.SUBMITTED else None
    session.execute(_SUBMITTED, {"joined": owed.joined(session), "first": first or now, "now": now})


def rests(session: Session, obligation_id: int, until: Step) -> None:
    """Whoever decides is next spoken to at that step."""
    session.execute(_RESTS, {"owed": obligation_id, "at": until.at, "rung": until.rung})


# Spelled once: every report asks them.
_NOW = bindparam("now", type_=ObligationRow.opened_at.type)
_WAITED = ObligationRow.state == ObligationState.SUBMITTED.value
_SUBMITTED = (
    update(ObligationRow)
    .where(ObligationRow.id.in_(bindparam("joined", expanding=True)))
    .values(
        state=ObligationState.SUBMITTED.value,
        submitted_at=bindparam("first"),
        opened_at=func.coalesce(ObligationRow.opened_at, _NOW),
        next_at=case((_WAITED, ObligationRow.next_at), else_=None),
        next_rung=case((_WAITED, ObligationRow.next_rung), else_=None),
    )
)
_RESTS = (
    update(ObligationRow)
    .where(ObligationRow.id == bindparam("owed"))
    .values(next_at=bindparam("at"), next_rung=bindparam("rung"))
)
