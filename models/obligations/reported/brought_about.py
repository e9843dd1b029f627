"""What a report brings about: its duty rests, those whom it concerns hear of it, those above add up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cascade.notices.kinds import Occasion
from cascade.reminders import awaiting
from cascade.reports.obligation_states import ObligationState
from models.obligations import collect
from models.obligations.below import changed_sums
from models.obligations.locked import Owed
from models.obligations.reported import duty_marks
from models.outbox import act_notices
from models.outbox.enqueue import enqueue
from models.plans import revisions
from models.views.notice_views import NewNotice
from models.views.obligation_views import Report


def follow(session: Session, owed: Owed, report: Report, now: datetime) -> None:
    """All of it, once the report is written."""
    waited = owed.row.state == ObligationState.SUBMITTED
    duty_marks.submitted(session, owed, now)
    heard = [] if waited else _await_decision(session, owed, report, now)
    facts = {"received": report.at.isoformat(), "receipt_number": report.receipt}
    receipt = act_notices.of_report(owed.row, Occasion.RECEIPT, report.number, now, facts)
    enqueue(session, [*heard, receipt], now)
    collect.after(session, owed.plan.id, owed.duty.key, owed.row.above, now)
    changed_sums.tell(session, owed.plan, owed.duty.key, owed.row.above, now)
    if owed.duty.collects:
        changed_sums.renewed(session, [owed.row.id])


def _await_decision(session: Session, owed: Owed, report: Report, now: datetime) -> list[NewNotice]:
    """Set the rungs of what rests; gives what is to be said to whoever decides."""
    plan, row = owed.plan, owed.row
    decider = awaiting.decider(row.unit, row.above, plan.root, plan.desk or plan.issuer)
    if decider is None:
        return []
    calendar = revisions.calendar(revisions.row(session, plan.id, plan.revision))
    first = awaiting.steps(now, calendar)[0]
    duty_marks.rests(session, row.id, first)
    came = [(decider, row, report.number)]
    return act_notices.to_deciders(session, came, awaiting.morning(now, calendar), now)
