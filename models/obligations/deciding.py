"""What the desk decides about a report: returned with a reason, or accepted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.reports import own_deadline
from cascade.reports.obligation_states import ObligationState, ReportState
from models.database.ledger import acting
from models.obligations import own_dates, reports
from models.obligations.below import changed_sums
from models.obligations.locked import Owed, fetch
from models.obligations.reported import report_figures, report_rows
from models.outbox import act_notices
from models.tables import ObligationRow, ReportRow
from models.views.obligation_views import Report


def return_(
    session: Session,
    obligation_id: int,
    *,
    reason: str,
    until: date | datetime | None = None,
    now: datetime,
    by: str,
    seen: int | None = None,
    office: str | None = None,
) -> Report:
    """Send a report back: the unit owes it again, until a named day.

    Without one it has three working days, or until its own deadline where that is later.

    `seen`: the number of the report that was read; Overtaken when it is no longer the one that waits.
    `office`: the unit that decides, which signs the letter; none: the office that follows the plan.
    Refusal: no report waits, or the new deadline is past.
    """
    acting(session, "return")
    owed, row = _undecided(session, obligation_id, seen)
    if until is not None:
        again = own_dates.moment(session, owed.plan, until)
    else:
        grace = own_dates.grace(session, owed.plan, now)
        again = max(grace, owed.deadline or grace)
    if again <= now:
        raise Refusal("", own_deadline.TOO_EARLY.what, own_deadline.TOO_EARLY.todo)
    own_dates.move(session, owed.plan, owed.row, owed.duty, again, now)
    owed.row.state = ObligationState.RETURNED.value
    owed.row.accepted_at = None
    report_figures.drop(session, obligation_id)
    report = _decide(session, row, ReportState.RETURNED, reason, now, by)
    why = {"reason": reason, "until": again.isoformat()}
    signed = act_notices.decided_in(office)
    reports.notify_sender(session, owed, Occasion.RETURNED, report, now, **why, **signed)
    # What was added up holds a figure that nobody stands by any more.
    changed_sums.tell(session, owed.plan, owed.duty.key, owed.row.above, now)
    reports.log(session, owed, "return", by, now, number=report.number, **why)
    return report


def accept(
    session: Session,
    obligation_id: int,
    *,
    now: datetime,
    by: str,
    seen: int | None = None,
    office: str | None = None,
) -> Report:
    """Take a report in: the duty is done. Accepting twice changes nothing.

    `seen`: the number of the report that was read; Overtaken when it is no longer the one that waits.
    `office`: the unit that decides, which signs the letter; none: the office that follows the plan.
    Refusal: no report waits.
    """
    acting(session, "accept")
    reports.hold(session, obligation_id)
    done = reports.latest(session, obligation_id)
    if done is not None and done.state is ReportState.ACCEPTED:
        return done
    owed, row = _undecided(session, obligation_id, seen)
    session.execute(
        update(ObligationRow)
        .where(ObligationRow.id.in_(owed.joined(session)))
        .values(state=ObligationState.ACCEPTED.value, accepted_at=now, next_at=None, next_rung=None)
    )
    report = _decide(session, row, ReportState.ACCEPTED, None, now, by)
    reports.notify_sender(session, owed, Occasion.ACCEPTED, report, now, **act_notices.decided_in(office))
    reports.log(session, owed, "accept", by, now, number=report.number)
    return report


def nothing_waits() -> Refusal:
    """Said to whoever would decide where nothing has come, or all is decided."""
    return Refusal("", Told("không có báo cáo nào đang chờ xem xét", "no report waits to be looked at"))


def _undecided(session: Session, obligation_id: int, seen: int | None) -> tuple[Owed, ReportRow]:
    reports.hold(session, obligation_id)
    owed = fetch(session, obligation_id)
    row = report_rows.last(session, obligation_id)
    reports.refuse_if_overtaken(row, seen)
    if row is None or row.state != ReportState.SUBMITTED:
        raise nothing_waits()
    return owed, row


def _decide(
    session: Session, row: ReportRow, state: ReportState, reason: str | None, now: datetime, by: str
) -> Report:
    row.state, row.reason, row.decided_at, row.decided_by = state.value, reason, now, by
    session.flush()
    return report_rows.record(row)
