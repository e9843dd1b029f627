"""What a diary is told of a plan: the deadline of each duty, and the conferences that have a day."""

from __future__ import annotations

from collections.abc import Iterator

from cascade.calendar import zone
from cascade.lang.told import Told
from cascade.plan.typed.levels import told_key
from cascade.reports import secrecy
from documents.office.ics_dates import DiaryDate
from models.changes import conference_day
from models.database.ledger import Session
from models.plans import duties
from models.views.notice_views import MeetingRecord
from models.views.plan_views import FrozenPlan

_CANCELLED = "cancelled"
_DUE = Told("Hạn", "Due")


def title(plan: FrozenPlan) -> str:
    """How the diary calls the plan; a secret one by its number."""
    return secrecy.plan_name(plan.title, number=plan.number, code=plan.code, secret=plan.secret)


def dates(session: Session, plan: FrozenPlan, lang: str) -> Iterator[DiaryDate]:
    """Duties first, then conferences; of what is secret the number alone."""
    said_of = plan.number or plan.code
    for duty in duties.records(session, plan.id):
        if duty.due_at is not None:
            told = f"{_DUE.said(lang)} {zone.deadline(duty.due_at, lang)}"
            name = secrecy.content(f": {duty.action}", duty.secret or plan.secret, "")
            summary = f"{told_key(duty.key).said(lang)}{name}. {told} ({said_of})"
            yield DiaryDate(f"{plan.id}-{duty.key}@dondoc", summary, duty.due_at)
    for meeting in conference_day.listed(session, plan.id):
        if meeting.start is not None and meeting.state != _CANCELLED:
            yield _sitting(plan, meeting, said_of)


def _sitting(plan: FrozenPlan, meeting: MeetingRecord, said_of: str) -> DiaryDate:
    assert meeting.start is not None
    name = secrecy.content(meeting.name, plan.secret, meeting.conference)
    uid = f"{plan.id}-{meeting.conference}@dondoc"
    return DiaryDate(uid, f"{name} ({said_of})", meeting.start, meeting.end or meeting.start)
