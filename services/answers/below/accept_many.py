"""Accepts several reports at once, in one transaction: all or none, or each that can be, as is chosen.

Whoever has changed or been decided about since the page was read is named, with what is different now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Telling, said, tell
from cascade.reports.obligation_states import ReportState
from models.batches.accept_batch import accept_all
from models.batches.in_hand import take
from models.database.ledger import Session
from models.obligations import deciding, obligations
from models.views.obligation_views import ObligationView, Report
from services import decisions


@dataclass(frozen=True, slots=True)
class LeftReport:
    """A report that was chosen and is not accepted, and why."""

    row: ObligationView
    why: Telling

    def said(self, lang: str) -> str:
        """Why, in that language."""
        return said(self.why, lang)


@dataclass(frozen=True, slots=True)
class AcceptedMany:
    """What came of it."""

    accepted: tuple[ObligationView, ...]
    """Those that are accepted now, by this act or by the same one before."""
    left: tuple[LeftReport, ...]


def accept_many(
    session: Session, chosen: Mapping[int, int], *, together: bool, office: str, now: datetime, by: str
) -> AcceptedMany:
    """Take in the reports that were read: duty -> number of the report that was seen.

    `together`: none is accepted unless all can be. `office`: the unit that decides; that it may decide about
    each of them, the caller has made sure. Nothing is written where one of several that go together is left.
    """
    in_hand = take(session, chosen)
    rows, latest = obligations.some(session, list(chosen), now), in_hand.latest
    ready, left = [], []
    for number in sorted(chosen):
        why = _why_not(session, number, latest.get(number), chosen[number], now)
        if why is None:
            ready.append(number)
        else:
            left.append(LeftReport(rows[number], why))
    if together and left:
        return AcceptedMany((), tuple(left))
    waiting = [number for number in ready if latest[number].state is ReportState.SUBMITTED]
    many = [(in_hand.owed[number], latest[number]) for number in waiting if number in in_hand.alone]
    accept_all(session, many, now=now, by=by, office=office)
    for number in waiting:
        if number not in in_hand.alone:
            decisions.accept(session, number, now=now, by=by, seen=chosen[number], office=office)
    return AcceptedMany(tuple(rows[number] for number in ready), tuple(left))


def _why_not(
    session: Session, number: int, report: Report | None, seen: int, now: datetime
) -> Telling | None:
    if report is None:
        return deciding.nothing_waits().what
    if report.number != seen:
        try:
            decisions.to_read(session, number, now, seen)
        except Refusal as refusal:
            return refusal.what
    if report.state is ReportState.RETURNED:
        return tell("đã được trả lại ({by})", "it was returned ({by})", by=report.decided_by or report.by)
    return None
