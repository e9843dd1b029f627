"""Reports from many units on one duty, written at one stroke: what `reports.submit` writes for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, delete, func, insert, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import Occasion
from cascade.reminders import awaiting
from cascade.reports.early import Unmet
from cascade.reports.figures import Value
from cascade.reports.obligation_states import ObligationState, ReportDoor, ReportState
from cascade.reports.unusual import SanityQuestion
from models.database import audit
from models.database.audit import AuditAct
from models.database.ledger import acting
from models.database.sql import one_of
from models.obligations import collect
from models.obligations.below import changed_sums
from models.obligations.locked import Owed
from models.obligations.reported import receipt_numbers, report_figures
from models.outbox import act_notices
from models.outbox.enqueue import enqueue
from models.plans import duties, revisions
from models.tables import FigureRow, ObligationRow, PlanRow, ReportRow, base
from models.views.notice_views import NewNotice
from models.views.obligation_views import receipt_number


@dataclass(frozen=True, slots=True)
class ReadyReport:
    """A report that nothing stands against any more, of an obligation in hand that concerns no other."""

    owed: Owed
    number: int
    figures: Mapping[str, Value]
    note: str
    idempotency: str
    unmet: tuple[Unmet, ...] = ()
    confirmed: Sequence[SanityQuestion] = ()
    receipt: str = field(default_factory=receipt_numbers.new_code)
    """The letters of its receipt that nobody can guess."""

    def late(self, now: datetime) -> bool:
        """Whether it comes after its date."""
        return self.owed.deadline is not None and now > self.owed.deadline


def submit_all(
    session: Session, ready: Sequence[ReadyReport], *, now: datetime, by: str, door: ReportDoor, act: str
) -> None:
    """Hand them in, all of one plan. `act`: what the log says besides of each, under its number."""
    if not ready:
        return
    acting(session, "submit")
    _reports(session, ready, now, by, door)
    _figures(session, ready)
    _states(session, ready, now)
    _tell(session, ready[0].owed.plan, ready, now)
    for key, above in dict.fromkeys((one.owed.duty.key, one.owed.row.above) for one in ready):
        collect.after(session, ready[0].owed.plan.id, key, above, now)
        changed_sums.tell(session, ready[0].owed.plan, key, above, now)
    changed_sums.renewed(session, [one.owed.row.id for one in ready if one.owed.duty.collects])
    acts = [
        AuditAct.about(one.owed.row, name, {"duty": one.owed.duty.key, "number": one.number, **more})
        for one in ready
        for name, more in (("submit", {"late": one.late(now)}), (act, {}))
    ]
    audit.log_all(session, by, acts, now)


def _reports(
    session: Session, ready: Sequence[ReadyReport], now: datetime, by: str, door: ReportDoor
) -> None:
    rows = [
        {
            "obligation_id": one.owed.row.id,
            "number": one.number,
            "idempotency": one.idempotency,
            "figures": dict(one.figures),
            "note": one.note,
            "state": ReportState.SUBMITTED.value,
            "at": now,
            "by": by,
            "late": one.late(now),
            "early": [unmet.packed() for unmet in one.unmet] or None,
            "door": door,
            "confirmed": [asked.packed() for asked in one.confirmed] or None,
            "code": one.receipt,
        }
        for one in ready
    ]
    session.execute(insert(base.table(ReportRow)), rows)


def _figures(session: Session, ready: Sequence[ReadyReport]) -> None:
    session.execute(delete(FigureRow).where(one_of(FigureRow.obligation_id, _numbers(ready))))
    asked = {one.owed.duty.id: duties.thaw(one.owed.duty).figures for one in ready}
    rows = [
        row
        for one in ready
        for row in report_figures.rows(one.owed.row.id, asked[one.owed.duty.id], one.figures)
    ]
    if rows:
        session.execute(insert(base.table(FigureRow)), rows)


def _states(session: Session, ready: Sequence[ReadyReport], now: datetime) -> None:
    waited = ObligationRow.state == ObligationState.SUBMITTED.value
    session.execute(
        update(ObligationRow)
        .where(one_of(ObligationRow.id, _numbers(ready)))
        .values(
            state=ObligationState.SUBMITTED.value,
            # Correcting does not make late what came on time, nor spare whoever decides the next word.
            submitted_at=case((waited, func.coalesce(ObligationRow.submitted_at, now)), else_=now),
            opened_at=func.coalesce(ObligationRow.opened_at, now),
            next_at=case((waited, ObligationRow.next_at), else_=None),
            next_rung=case((waited, ObligationRow.next_rung), else_=None),
        )
    )


def _tell(session: Session, plan: PlanRow, ready: Sequence[ReadyReport], now: datetime) -> None:
    """Each unit gets its receipt, whoever decides hears of what is new, and its rungs are set."""
    came = {one.owed.row.id: who for one in ready if (who := _decider(plan, one)) is not None}
    notices: list[NewNotice] = []
    if came:
        calendar = revisions.calendar(revisions.row(session, plan.id, plan.revision))
        first = awaiting.steps(now, calendar)[0]
        pressed = update(ObligationRow).where(one_of(ObligationRow.id, came))
        session.execute(pressed.values(next_at=first.at, next_rung=first.rung))
        new = [(came[one.owed.row.id], one.owed.row, one.number) for one in ready if one.owed.row.id in came]
        notices += act_notices.to_deciders(session, new, awaiting.morning(now, calendar), now)
    notices += [
        act_notices.of_report(
            one.owed.row,
            Occasion.RECEIPT,
            one.number,
            now,
            {
                "received": now.isoformat(),
                "receipt_number": receipt_number(one.owed.row.id, one.number, one.receipt),
            },
        )
        for one in ready
    ]
    enqueue(session, notices, now)


def _decider(plan: PlanRow, one: ReadyReport) -> str | None:
    """Who hears of it; nobody of one that takes the place of a report which waits already."""
    row = one.owed.row
    if row.state == ObligationState.SUBMITTED:
        return None
    return awaiting.decider(row.unit, row.above, plan.root, plan.desk or plan.issuer)


def _numbers(ready: Sequence[ReadyReport]) -> list[int]:
    return [one.owed.row.id for one in ready]
