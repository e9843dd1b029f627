"""A unit above writes down a report for one below, who told it otherwise: the same rules, and how it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from models.database import audit
from models.database.ledger import Session
from models.obligations import locked
from models.obligations.locked import Owed
from services.answers import hand_in
from services.answers.hand_in import HandInResult, SentReport
from services.answers.read_report import NOTE

ACT = "report_for"
"""What the log calls it."""
NO_SOURCE = Wrong(
    Told("chưa ghi số liệu này nhận bằng cách nào", "it does not say how these figures came"),
    Told(
        "ghi một câu, ví dụ: theo điện thoại của đồng chí …, ngày …",
        "say it in one sentence, e.g. by telephone from … on …",
    ),
)


def signed(name: str, unit_name: str) -> str:
    """Whose name stands below a report that was written for another unit: the person's with their office."""
    return name if unit_name in name else f"{name} ({unit_name})"


def report_for(
    session: Session, obligation_id: int, sent: SentReport, *, now: datetime, by: str
) -> HandInResult:
    """Hand a report in for the unit that owes it: it waits to be accepted, and the unit gets the receipt.

    That the caller may decide about the duty, the door has made sure. Without a note on how it came nothing
    is written. Refusal: as of `hand_in`.
    """
    owed = locked.look(session, obligation_id)
    if owed is None:
        raise locked.unknown()
    if not sent.note.strip():
        said = hand_in.read(session, owed, sent, now)
        return HandInResult(replace(said, problems={**said.problems, NOTE: NO_SOURCE}))
    return write_down(session, owed, sent, now=now, by=by)


def write_down(session: Session, owed: Owed, sent: SentReport, *, now: datetime, by: str) -> HandInResult:
    """The same from whoever need not say how it came. Refusal: as of `hand_in`."""
    result = hand_in.hand_in(session, owed.row.id, sent, now=now, by=by)
    if result.report is not None and not result.again:
        audit.log(
            session,
            by,
            ACT,
            now=now,
            plan_id=owed.plan.id,
            obligation_id=owed.row.id,
            unit=owed.row.unit,
            duty=owed.duty.key,
            number=result.report.number,
        )
    return result
