"""Decides on a report that waits: taken in, or sent back with a reason that the unit will read."""

from __future__ import annotations

from datetime import date, datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database.ledger import Session
from models.obligations import reports
from models.views.obligation_views import Report


def accept(session: Session, obligation_id: int, *, now: datetime, by: str) -> Report:
    """Take a report in: the duty is done. Accepting twice changes nothing.

    Refusal: when no report waits to be looked at.
    """
    return reports.accept(session, obligation_id, now=now, by=by)


def send_back(
    session: Session,
    obligation_id: int,
    *,
    reason: str,
    until: date | None = None,
    now: datetime,
    by: str,
) -> Report:
    """The unit owes it again: until the end of that day, else its deadline or three working days from now.

    Refusal: without a reason, when no report waits, or when the day is past.
    """
    if not reason.strip():
        what = Told("còn để trống", "is still empty")
        todo = Told("ghi điều cần sửa để đơn vị biết", "say what the unit must mend")
        raise Refusal(Told("Lý do trả lại", "The reason"), what, todo)
    return reports.return_(session, obligation_id, reason=reason, until=until, now=now, by=by)
