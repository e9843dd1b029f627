"""The workbooks that a letter carries: one for each duty it asks of its reader, where replies are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from cascade.calendar import zone
from cascade.notices.kinds import Channel, Occasion
from cascade.plan.model import Figure
from cascade.reports import report_form, workbook_form
from cascade.reports.obligation_states import ObligationState
from cascade.reports.workbook_form import ReportForm
from models.messages.batch import Batch
from models.messages.list_items import Pair
from models.plans import duties
from models.tables import DutyRow, NoticeRow, ObligationRow, ReportRow
from settings.catalogue import MAILBOX_URL

ASKING = frozenset(
    {
        *(Occasion.ISSUED, Occasion.REPORT_REQUEST, Occasion.REMINDER, Occasion.DUE_TODAY, Occasion.OVERDUE),
        *(Occasion.RETURNED, Occasion.FORM_NOT_TAKEN, Occasion.REPLY_SEEN),
    }
)
"""Letters that ask their reader for a report."""
MOST = 3
"""Workbooks in one letter; who owes more takes them from the page of each duty."""
_OWED = (ObligationState.OPEN, ObligationState.RETURNED)


def forms(session: Session, notices: Sequence[NoticeRow], batch: Batch) -> dict[int, list[ReportForm]]:
    """By notice, the forms of its duties; none where no mailbox of ours is read: nobody would see a reply."""
    if not MAILBOX_URL.get():
        return {}
    owed = {one.id: pairs for one in notices if (pairs := _owed(one, batch))}
    figures = _figures(session, {duty.id for pairs in owed.values() for _, duty in pairs})
    last = _last_reports(session, {row.id for pairs in owed.values() for row, _ in pairs})
    made: dict[int, list[ReportForm]] = {}
    for notice in notices:
        for row, duty in owed.get(notice.id, ()):
            # A duty in words is answered behind the link.
            if figures.get(duty.id) and len(made.get(notice.id, ())) < MOST:
                form = _form(notice, row, duty, figures[duty.id], last.get(row.id, 0), batch)
                made.setdefault(notice.id, []).append(form)
    return made


def _owed(notice: NoticeRow, batch: Batch) -> list[Pair]:
    """What it asks of its own unit, and may be told outside."""
    if notice.channel != Channel.MAIL or notice.occasion not in ASKING or notice.contact_id is None:
        return []
    pairs: Iterable[Pair] = batch.listed.get(notice.id, ())
    if notice.obligation_id in batch.owed:
        pairs = [batch.owed[notice.obligation_id]]
    return [
        (row, duty)
        for row, duty in pairs
        if row.unit == notice.unit and row.state in _OWED and not duty.secret
    ]


def _figures(session: Session, ids: Collection[int]) -> dict[int, tuple[Figure, ...]]:
    """What each duty asks for; a batch of letters is read without that."""
    if not ids:
        return {}
    rows = session.scalars(select(DutyRow).where(DutyRow.id.in_(ids)).options(undefer(DutyRow.body)))
    return {row.id: duties.thaw(row).figures for row in rows}


def _last_reports(session: Session, ids: Collection[int]) -> dict[int, int]:
    query = select(ReportRow.obligation_id, func.max(ReportRow.number)).group_by(ReportRow.obligation_id)
    if not ids:
        return {}
    return {one: number for one, number in session.execute(query.where(ReportRow.obligation_id.in_(ids)))}


def _form(
    notice: NoticeRow,
    row: ObligationRow,
    duty: DutyRow,
    figures: tuple[Figure, ...],
    seen: int,
    batch: Batch,
) -> ReportForm:
    contact = notice.contact_id or 0
    lang = batch.contacts.get(contact, ("", "vi"))[1]
    plan = batch.plans.get(row.plan_id)
    desk = batch.offices.get(plan.desk or plan.issuer, ("", "")) if plan is not None else ("", "")
    return ReportForm(
        code=batch.signer.workbook(row.id, contact),
        unit=batch.names.get(row.unit, row.unit),
        duty=duty.action,
        plan=workbook_form.paper(plan.number, plan.short, plan.code) if plan is not None else "",
        due=zone.deadline(row.deadline, lang) if row.deadline is not None else "",
        figures=report_form.asked(figures, lang),
        note_label=report_form.note_label(figures, secret=False).said(lang),
        in_words=False,
        desk=desk[0],
        phone=desk[1],
        seen=seen,
        lang=lang,
    )
