"""What units hand in; what becomes of it is decided in `deciding`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Occasion
from cascade.plan.model import Figure
from cascade.reminders import awaiting
from cascade.reports import report_form, report_lines, unusual
from cascade.reports.early import Unmet, unpacked
from cascade.reports.figures import faults as problems
from cascade.reports.obligation_states import ObligationState, ReportDoor, ReportState
from cascade.reports.unusual import SanityQuestion
from models.database import audit, remembered
from models.database.ledger import acting
from models.obligations import collect, dual_lines, preconditions
from models.obligations import locked as owing
from models.obligations.below import changed_sums
from models.obligations.locked import Overtaken, Owed, TooEarly, TooMany, refuse_if_closed
from models.obligations.reported import duty_marks, receipt_numbers, report_figures, report_files
from models.obligations.reported.report_figures import BadFigures
from models.outbox import act_notices
from models.outbox.enqueue import enqueue
from models.plans import duties, plans, revisions
from models.tables import ReportRow
from models.views.notice_views import NewNotice
from models.views.obligation_views import Report, ReportFile

__all__ = ["BadFigures", "Overtaken", "TooEarly", "TooMany", "problems"]

MOST_A_MINUTE = 10
"""Reports of one duty, whatever door and process takes them; each makes a receipt."""


def hold(session: Session, obligation_id: int) -> Owed | None:
    """Take a duty in hand, with all that a report on it changes: what is read from now on stays so.

    As it stands once it is in hand; None: there is none. Whoever holds it already looks once more, no more.
    """
    if owing.held_for(session, obligation_id) is None:
        owed = owing.look(session, obligation_id)
        if owed is None:
            return None
        served = tuple(dual_lines.served(session, owed))
        owing.hold(session, {obligation_id, *owed.joined(session), *served})
        owing.note_held(session, obligation_id, served)
    return owing.look(session, obligation_id)


def refuse_if_too_many(session: Session, obligation_id: int, now: datetime) -> None:
    """Refusal, as TooMany: a duty in hand has had more reports in the last minute than anybody could mean."""
    recent = select(func.count()).where(
        ReportRow.obligation_id == obligation_id, ReportRow.at > now - timedelta(minutes=1)
    )
    if (session.scalar(recent) or 0) >= MOST_A_MINUTE:
        raise TooMany


def submit(
    session: Session,
    obligation_id: int,
    given: Mapping[str, int | str],
    note: str,
    *,
    now: datetime,
    by: str,
    idempotency: str,
    seen: int | None = None,
    early: bool = False,
    door: ReportDoor | None = None,
    confirmed: Sequence[SanityQuestion] = (),
    files: Sequence[ReportFile] = (),
) -> Report:
    """Hand in a report. The same idempotency key again gives back the report it made the first time.

    `early`: the unit says so where what the duty hangs on has not happened; without figures it must.
    `seen`: the number of the report the sender had before them, 0 for none; Overtaken when another came.
    Refusal: nothing is owed any more, or the form is locked; as BadFigures, figures that cannot be right;
    as TooEarly, what it hangs on has not happened.
    """
    acting(session, "submit")
    with remembered.during(session):
        owed = hold(session, obligation_id)
        if owed is None:
            raise owing.unknown()
        before = last(session, obligation_id)
        if before and (known := _by_key(session, obligation_id, idempotency)) is not None:
            return known
        refuse_if_overtaken(before, seen)
        refuse_if_closed(owed, now)
        wanted = duties.thaw(owed.duty).figures
        _refuse_what_cannot_be_right(session, owed, wanted, given, note)
        unmet = preconditions.unmet(session, owed, now)
        if unmet and not early and report_form.in_words(wanted, owed.duty.secret):
            raise TooEarly(unmet)
        sure = [one.packed() for one in confirmed] or None
        came = {"number": before.number + 1 if before else 1, "door": door, "confirmed": sure}
        report = _add(session, owed, given, note, unmet, now=now, by=by, idempotency=idempotency, **came)
        report_files.write(session, obligation_id, files, report=report.id, now=now, by=by)
        report_figures.keep(session, obligation_id, wanted, given, anew=before is not None)
        _follow(session, owed, report, now)
        log(session, owed, "submit", by, now, number=report.number, late=report.late)
        how = {"now": now, "by": by, "idempotency": f"{idempotency}@{obligation_id}", "files": files}
        _serve_other_lines(session, owed, wanted, given, note, **how)
        return report


def _follow(session: Session, owed: Owed, report: Report, now: datetime) -> None:
    """What a report brings about: its state, who decides and who sent it hear of it, those above add up."""
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


def _serve_other_lines(
    session: Session,
    owed: Owed,
    wanted: Sequence[Figure],
    given: Mapping[str, int | str],
    note: str,
    **how: Any,
) -> None:
    for other in owing.held_for(session, owed.row.id) or ():
        # A line that asks for no figures is answered by the same report in words.
        _serve(session, other, given, note or report_lines.brief(report_lines.shown(wanted, given)), **how)


def _refuse_what_cannot_be_right(
    session: Session, owed: Owed, wanted: Sequence[Figure], given: Mapping[str, int | str], note: str
) -> None:
    report_figures.check(wanted, given, note, owed.duty.secret)
    if not owed.duty.secret:
        report_figures.refuse_to_betray(wanted, given, note, plans.hidden(session, owed.plan.id))


def asked(session: Session, obligation_id: int) -> tuple[Figure, ...]:
    """The figures that its report gives. Refusal: no such obligation."""
    owed = owing.look(session, obligation_id)
    if owed is None:
        raise owing.unknown()
    return asked_of(owed)


def asked_of(owed: Owed) -> tuple[Figure, ...]:
    """The same of one that was looked up already."""
    return tuple(report_figures.wanted(duties.thaw(owed.duty).figures, owed.duty.secret))


def _serve(
    session: Session, obligation_id: int, given: Mapping[str, int | str], note: str, **how: Any
) -> None:
    """The same report to the unit's other line, if it answers what is asked there; else that stays owed."""
    wanted = {figure.id for figure in asked(session, obligation_id)}
    known = {name: value for name, value in given.items() if name in wanted}
    with suppress(BadFigures, Refusal):
        submit(session, obligation_id, known, note, early=True, **how)


def latest(session: Session, obligation_id: int) -> Report | None:
    """The last report of an obligation, whatever became of it."""
    row = last(session, obligation_id)
    return record(row) if row else None


def last(session: Session, obligation_id: int) -> ReportRow | None:
    """The row of the last report."""
    return session.scalars(_LAST, {"owed": obligation_id}).one_or_none()


def refuse_if_overtaken(row: ReportRow | Report | None, seen: int | None) -> None:
    """Refusal: as Overtaken, the sender looked at another report than the last one."""
    if seen is not None and seen != (row.number if row else 0):
        raise Overtaken


def record(row: ReportRow) -> Report:
    """A row as everybody else may see it."""
    return Report(
        id=row.id,
        obligation_id=row.obligation_id,
        number=row.number,
        figures=row.figures,
        note=row.note,
        state=ReportState(row.state),
        at=row.at,
        by=row.by,
        late=row.late,
        early=unpacked(row.early),
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        door=ReportDoor(row.door) if row.door else None,
        confirmed=unusual.unpacked(row.confirmed),
        code=row.code,
    )


def _by_key(session: Session, obligation_id: int, idempotency: str) -> Report | None:
    that = (ReportRow.obligation_id == obligation_id, ReportRow.idempotency == idempotency)
    row = session.scalars(select(ReportRow).where(*that)).one_or_none()
    return record(row) if row else None


def _add(
    session: Session,
    owed: Owed,
    given: Mapping[str, int | str],
    note: str,
    unmet: tuple[Unmet, ...],
    *,
    now: datetime,
    by: str,
    idempotency: str,
    **came: object,
) -> Report:
    row = {
        "obligation_id": owed.row.id,
        "idempotency": idempotency,
        "figures": dict(given),
        "note": note,
        "state": ReportState.SUBMITTED.value,
        "at": now,
        "by": by,
        "late": owed.deadline is not None and now > owed.deadline,
        "early": [one.packed() for one in unmet] or None,
        "code": receipt_numbers.new_code(),
        **came,
    }
    return record(session.scalars(insert(ReportRow).returning(ReportRow), row).one())


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


def notify_sender(
    session: Session, owed: Owed, occasion: str, report: Report, now: datetime, **facts: object
) -> None:
    """Word to the unit about what became of its report."""
    told = {"received": report.at.isoformat(), **facts}
    enqueue(session, [act_notices.of_report(owed.row, occasion, report.number, now, told)], now)


def log(session: Session, owed: Owed, act: str, by: str, now: datetime, **detail: object) -> None:
    """Who did what to a duty, for the register."""
    audit.log(
        session,
        by,
        act,
        now=now,
        plan_id=owed.plan.id,
        obligation_id=owed.row.id,
        unit=owed.row.unit,
        **{"duty": owed.duty.key, **detail},
    )


_LAST = (
    select(ReportRow)
    .where(ReportRow.obligation_id == bindparam("owed"))
    .order_by(ReportRow.number.desc())
    .limit(1)
)
"""Spelled once: every act of a unit asks it."""
