"""Reports of many units taken in at one stroke: what `deciding.accept` writes for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from cascade.notices.kinds import Occasion
from cascade.reports.obligation_states import ObligationState, ReportState
from models.database import audit
from models.database.audit import AuditAct
from models.database.ledger import acting
from models.database.sql import one_of
from models.obligations.locked import Owed
from models.outbox import act_notices
from models.outbox.enqueue import enqueue
from models.tables import ObligationRow, ReportRow
from models.views.obligation_views import Report


def accept_all(
    session: Session, waiting: Sequence[tuple[Owed, Report]], *, now: datetime, by: str, office: str | None
) -> None:
    """Take these in, each the report that waits for an obligation in hand that concerns no other.

    `office`: the unit that decides, which signs the letters; none: the office that follows the plan.
    """
    if not waiting:
        return
    acting(session, "accept")
    session.execute(
        update(ObligationRow)
        .where(one_of(ObligationRow.id, [owed.row.id for owed, _ in waiting]))
        .values(state=ObligationState.ACCEPTED.value, accepted_at=now, next_at=None, next_rung=None)
    )
    session.execute(
        update(ReportRow)
        .where(one_of(ReportRow.id, [report.id for _, report in waiting]))
        .values(state=ReportState.ACCEPTED.value, reason=None, decided_at=now, decided_by=by)
    )
    signed = act_notices.decided_in(office)
    told = [
        act_notices.of_report(
            owed.row, Occasion.ACCEPTED, report.number, now, {"received": report.at.isoformat(), **signed}
        )
        for owed, report in waiting
    ]
    enqueue(session, told, now)
    acts = [
        AuditAct.about(owed.row, "accept", {"duty": owed.duty.key, "number": report.number})
        for owed, report in waiting
    ]
    audit.log_all(session, by, acts, now)
