"""Decides on a report that waits: taken in, or sent back with a reason that the unit will read.

`seen` is the number of the report that whoever decides has read; with it nothing else is decided about.
"""

from __future__ import annotations

from datetime import date, datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database.ledger import Session
from models.obligations import deciding, reports
from models.views.obligation_views import Report


def to_read(session: Session, obligation_id: int) -> Report:
    """The report to read before deciding: the last one that came.

    Refusal: when none has come.
    """
    report = reports.latest(session, obligation_id)
    if report is None:
        raise deciding.nothing_waits()
    return report


def accept(
    session: Session, obligation_id: int, *, now: datetime, by: str, seen: int | None = None
) -> Report:
    """Take a report in: the duty is done. Accepting twice changes nothing.

    Refusal: when no report waits to be looked at, or another came than the one that was seen.
    """
    return deciding.accept(session, obligation_id, now=now, by=by, seen=seen)


def send_back(
    session: Session,
    obligation_id: int,
    *,
    reason: str,
    until: date | None = None,
    now: datetime,
    by: str,
    seen: int | None = None,
) -> Report:
    """The unit owes it again: until the end of that day, else its deadline or three working days from now.

    Refusal: without a reason, when no report waits, another came than the one seen, or the day is past.
    """
    if not reason.strip():
        what = Told("còn để trống", "is still empty")
        todo = Told("ghi điều cần sửa để đơn vị biết", "say what the unit must mend")
        raise Refusal(Told("Lý do trả lại", "The reason"), what, todo)
    return deciding.return_(session, obligation_id, reason=reason, until=until, now=now, by=by, seen=seen)
