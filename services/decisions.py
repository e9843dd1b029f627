"""Decides on a report that waits: taken in, or sent back with a reason that the unit will read.

`seen` is the number of the report that whoever decides has read; with it nothing else is decided about.
`office` is the unit that decides, where it is not the office that follows the plan.
"""

from __future__ import annotations

from datetime import date, datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.reports import report_lines
from cascade.reports.report_lines import ReportLine
from models.database.ledger import Session
from models.obligations import deciding, obligations, reports
from models.obligations.detail import detail
from models.plans import typed_reasons
from models.views.obligation_views import ObligationDetail, ObligationSheet, Report


def to_read(session: Session, obligation_id: int, now: datetime, seen: int = 0) -> ObligationDetail:
    """The duty with its reports, taken in hand: the last one is what is decided about.

    Refusal: when none has come; when `seen` (0: none) is not the last one, with what has changed since.
    """
    reports.hold(session, obligation_id)
    found = detail(session, obligation_id, now)
    if found is None or found.latest is None:
        raise deciding.nothing_waits()
    if seen not in (0, found.latest.number):
        raise _overtaken(found, found.latest, seen)
    return found


def _overtaken(found: ObligationDetail, last: Report, seen: int) -> Refusal:
    """Another report came after the one that was read: says in what they differ."""
    where = Told(f"Báo cáo số {seen}", f"Report {seen}")
    todo = Told(
        f"xem báo cáo số {last.number} rồi ghi {last.number}",
        f"read report {last.number}, then enter {last.number}",
    )
    read = next((one for one in found.reports if one.number == seen), None)
    if read is None:
        return Refusal(where, Told("không có báo cáo này", "there is no such report"), todo)
    return Refusal(where, _changed(found, read, last), todo)


def _changed(found: ObligationDetail, read: Report, last: Report) -> Told:
    vi, en = (
        "; ".join(report_lines.differences(*(lines(found, one, lang) for one in (read, last))))
        for lang in ("vi", "en")
    )
    return Told(
        f"báo cáo vừa thay đổi, nay là số {last.number} ({vi or 'nội dung như cũ'})",
        f"the report has just changed, it is number {last.number} now ({en or 'saying the same'})",
    )


def lines(found: ObligationDetail | ObligationSheet, report: Report, lang: str = "vi") -> list[ReportLine]:
    """One of its reports as it is read; nothing of a secret one."""
    secret = found.row.secret
    return report_lines.whole(found.figures, report, secret=secret, lang=lang)


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

    Refusal: when no report waits to be looked at, or another came than the one that was seen.
    """
    return deciding.accept(session, obligation_id, now=now, by=by, seen=seen, office=office)


def send_back(
    session: Session,
    obligation_id: int,
    *,
    reason: str,
    until: date | None = None,
    now: datetime,
    by: str,
    seen: int | None = None,
    office: str | None = None,
) -> Report:
    """The unit owes it again: until the end of that day, else for three working days or to its own deadline.

    Refusal: without a reason, when no report waits, another came than the one seen, or the day is past.
    """
    said = typed_reasons.reason(session, obligations.one(session, obligation_id, now).plan, reason)
    return deciding.return_(
        session, obligation_id, reason=said, until=until, now=now, by=by, seen=seen, office=office
    )
