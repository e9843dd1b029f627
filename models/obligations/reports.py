"""What units hand in; what becomes of it is decided in `deciding`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.plan.model import Figure
from cascade.reports import report_form, report_lines
from cascade.reports.early import Unmet
from cascade.reports.figures import faults as problems
from cascade.reports.obligation_states import ReportDoor
from cascade.reports.unusual import SanityQuestion
from models.database import audit, remembered
from models.database.ledger import acting
from models.obligations import dual_lines, preconditions
from models.obligations import locked as owing
from models.obligations.locked import Overtaken, Owed, TooEarly, TooMany, refuse_if_closed
from models.obligations.reported import brought_about, report_figures, report_files, report_rows
from models.obligations.reported.report_figures import BadFigures
from models.outbox import act_notices
from models.outbox.enqueue import enqueue
from models.plans import duties, plans
from models.tables import ReportRow
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
        before = report_rows.last(session, obligation_id)
        if before and (known := report_rows.by_key(session, obligation_id, idempotency)) is not None:
            return known
        refuse_if_overtaken(before, seen)
        wanted = duties.thaw(owed.duty).figures
        refuse_if_closed(owed, now)
        _refuse_what_cannot_be_right(session, owed, wanted, given, note)
        unmet = _unmet(session, owed, wanted, early, now)
        how: Any = {"now": now, "by": by, "idempotency": idempotency}
        came: Any = {"door": door, "confirmed": confirmed, "files": files}
        report = _write(session, owed, before, wanted, given, note, unmet, **how, **came)
        brought_about.follow(session, owed, report, now)
        log(session, owed, "submit", by, now, number=report.number, late=report.late)
        _serve_other_lines(session, owed, wanted, given, note, files=files, **how)
        return report


def _write(
    session: Session,
    owed: Owed,
    before: ReportRow | None,
    wanted: Sequence[Figure],
    given: Mapping[str, int | str],
    note: str,
    unmet: tuple[Unmet, ...],
    *,
    files: Sequence[ReportFile],
    **how: Any,
) -> Report:
    """The report with its files and figures, in place of those of the one before."""
    number = before.number + 1 if before else 1
    report = report_rows.add(session, owed, number, given, note, unmet, **how)
    report_files.write(session, owed.row.id, files, report=report.id, now=report.at, by=report.by)
    report_figures.keep(session, owed.row.id, wanted, given, anew=before is not None)
    return report


def _refuse_what_cannot_be_right(
    session: Session, owed: Owed, wanted: Sequence[Figure], given: Mapping[str, int | str], note: str
) -> None:
    report_figures.check(wanted, given, note, owed.duty.secret)
    if not owed.duty.secret:
        report_figures.refuse_to_betray(wanted, given, note, plans.hidden(session, owed.plan.id))


def _unmet(
    session: Session, owed: Owed, wanted: Sequence[Figure], early: bool, now: datetime
) -> tuple[Unmet, ...]:
    """What has not happened of what it hangs on, where the unit reports all the same."""
    unmet = preconditions.unmet(session, owed, now)
    if unmet and not early and report_form.in_words(wanted, owed.duty.secret):
        raise TooEarly(unmet)
    return unmet


def _serve_other_lines(
    session: Session,
    owed: Owed,
    wanted: Sequence[Figure],
    given: Mapping[str, int | str],
    note: str,
    *,
    idempotency: str,
    **how: Any,
) -> None:
    for other in owing.held_for(session, owed.row.id) or ():
        # A line that asks for no figures is answered by the same report in words.
        said = note or report_lines.brief(report_lines.shown(wanted, given))
        _serve(session, other, given, said, idempotency=f"{idempotency}@{owed.row.id}", **how)


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
    row = report_rows.last(session, obligation_id)
    return report_rows.record(row) if row else None


def refuse_if_overtaken(row: ReportRow | Report | None, seen: int | None) -> None:
    """Refusal: as Overtaken, the sender looked at another report than the last one."""
    if seen is not None and seen != (row.number if row else 0):
        raise Overtaken


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
