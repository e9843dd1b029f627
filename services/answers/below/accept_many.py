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
from models.changes.batches.accept_batch import accept_all
from models.changes.batches.in_hand import InHand, take
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


@dataclass(frozen=True, slots=True)
class ChosenReports:
    """The reports that were chosen, as they stand until the transaction ends."""

    held: InHand
    rows: Mapping[int, ObligationView]
    ready: tuple[int, ...]
    left: tuple[LeftReport, ...]


def look(session: Session, chosen: Mapping[int, int], now: datetime) -> ChosenReports:
    """Take them in hand, and see which can be accepted: duty -> number of the report that was seen."""
    held, rows = take(session, chosen), obligations.some(session, list(chosen), now)
    ready, left = [], []
    for number in sorted(chosen):
        why = _why_not(session, number, held.latest.get(number), chosen[number], now)
        if why is None:
            ready.append(number)
        else:
            left.append(LeftReport(rows[number], why))
    return ChosenReports(held, rows, tuple(ready), tuple(left))


def accept_many(
    session: Session,
    chosen: Mapping[int, int],
    *,
    together: bool,
    office: str | None,
    now: datetime,
    by: str,
) -> AcceptedMany:
    """Take in the reports that were read: duty -> number of the report that was seen.

    `together`: none is accepted unless all can be. `office`: the unit that decides, none: the office that
    follows the plan; that it may decide about each of them, the caller has made sure. Nothing is written
    where one of several that go together is left.
    """
    found = look(session, chosen, now)
    if together and found.left:
        return AcceptedMany((), found.left)
    held, latest = found.held, found.held.latest
    waiting = [number for number in found.ready if latest[number].state is ReportState.SUBMITTED]
    many = [(held.owed[number], latest[number]) for number in waiting if number in held.alone]
    accept_all(session, many, now=now, by=by, office=office)
    for number in waiting:
        if number not in held.alone:
            decisions.accept(session, number, now=now, by=by, seen=chosen[number], office=office)
    return AcceptedMany(tuple(found.rows[number] for number in found.ready), found.left)


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
