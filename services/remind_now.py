"""Asks for late reports at once, without waiting for the next rung of the ladder."""

from __future__ import annotations

from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Occasion
from cascade.reports.obligation_states import ObligationState
from models import outbox
from models.database import audit
from models.database.ledger import Session
from models.obligations import obligations
from models.plans import plans
from models.views.notice_views import NewNotice
from models.views.obligation_views import ObligationView
from services import targets


def ask_now(session: Session, plan: str, named: str, now: datetime, by: str) -> int:
    """Remind at once: one unit of everything it owes, or every unit that is overdue. Says of how many duties.

    Once a day: asking twice on one day is one intention, and its key says so.
    Refusal: no such plan, or no such unit or several of that name.
    """
    record = plans.known(session, plan)
    code = targets.unit(session, named, now).code if named else None
    rows = obligations.rows(session, record.id, now=now, unit=code, late_only=code is None)
    owed = [row for row in rows if row.state in (ObligationState.OPEN, ObligationState.RETURNED)]
    outbox.enqueue(session, [_notice(row, now) for row in owed], now)
    audit.log(session, by, "ask_now", now=now, plan_id=record.id, unit=code, asked=len(owed))
    return len(owed)


def _notice(row: ObligationView, now: datetime) -> NewNotice:
    return NewNotice(
        plan_id=row.plan_id,
        unit=row.unit,
        occasion=Occasion.OVERDUE if row.late else Occasion.REMINDER,
        rung=f"asked:{day_of(now).isoformat()}",
        revision=row.revision,
        due_at=now,
        obligation_id=row.id,
    )
