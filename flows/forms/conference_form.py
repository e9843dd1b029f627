"""Form 2: a conference gets its day, another day, or is called off, and says which day that is in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from cascade.calendar import zone
from cascade.calendar.zone import day_of, local
from cascade.org import format
from cascade.plan.level_sittings import whole
from cascade.reports import secrecy
from cascade.result.obligation import Finding
from flows.forms import form_pages
from flows.forms.form_models import ConferenceAct, FixConference
from flows.forms.form_pages import Deed
from models.changes import conference_day
from models.conferences import sittings
from models.database.ledger import Session
from models.org import work_calendar
from models.plans import plans
from models.views.notice_views import MeetingRecord
from services.conferences import conference_acts
from services.issuing import units_of_change

MORNING, EVENING = time(6), time(18)
"""Hardly any conference begins or ends outside; a slip between morning and evening does."""


def do(form: FixConference, session: Session, now: datetime) -> Deed:
    """Refusal: half filled in, no such conference, or it would end before it begins."""
    conference = form.its(form.conference)
    before = _stands(session, form.plan, conference)
    seen = _findings(session, form.plan)
    if form.act is ConferenceAct.CANCEL:
        form.refuse_half_a_cancellation()
        done = conference_acts.cancel(session, form.plan, conference, why=form.why, now=now, by=form.who)
        told = f"hủy {_called(session, form.plan, before, conference)}, {_until_now(before)}"
        return Deed(form.plan, told, (form_pages.changes(done, units_of_change.names(session, now, done)),))
    start, end = form.begins(), form.ends()
    done = conference_acts.fix(session, form.plan, conference, start, end, now=now, by=form.who, why=form.why)
    after = _stands(session, form.plan, conference)
    new = [one for one in _findings(session, form.plan) if one not in seen]
    told = f"{_called(session, form.plan, before, conference)} {_sits(after)}; {_until_now(before)}"
    parts = (
        form_pages.changes(done, units_of_change.names(session, now, done)),
        *([form_pages.findings(new)] if new else ()),
    )
    return Deed(form.plan, told, parts, tuple(_doubts(session, after, now)))


def _stands(session: Session, plan: str, conference: str) -> MeetingRecord | None:
    plan_id = plans.number(session, plan)
    for one in conference_day.listed(session, plan_id):
        if conference in (one.conference, f"{whole(one.conference)}/{one.level}"):
            return one
    return None


def _findings(session: Session, plan: str) -> Sequence[Finding]:
    return plans.recompile(session, plan, others=sittings.elsewhere(session, plan)).findings


def _called(session: Session, plan: str, meeting: MeetingRecord | None, conference: str) -> str:
    if meeting is None:
        return f"hội nghị {conference}"
    secret = plans.known(session, plan).secret
    return secrecy.content(f"hội nghị {conference} “{meeting.name}”", secret, f"hội nghị {conference}")


def _sits(meeting: MeetingRecord | None) -> str:
    if meeting is None or meeting.start is None:
        return "chưa có ngày"
    told = f"khai mạc {form_pages.moment(meeting.start)}"
    if meeting.end is None:
        return told
    same = day_of(meeting.end) == day_of(meeting.start)
    return f"{told}, bế mạc {zone.hour(meeting.end) if same else form_pages.moment(meeting.end)}"


def _until_now(before: MeetingRecord | None) -> str:
    if before is not None and before.state == "cancelled":
        return "trước đây đã hủy"
    if before is None or before.start is None:
        return "trước đây chưa có ngày"
    return f"trước đây {form_pages.moment(before.start)}"


def _doubts(session: Session, meeting: MeetingRecord | None, now: datetime) -> Iterator[str]:
    """What may well be a slip of the finger."""
    if meeting is None or meeting.start is None:
        return
    for name, at in (("Khai mạc", meeting.start), ("Bế mạc", meeting.end)):
        if at is not None and not MORNING <= local(at).time() <= EVENING:
            yield f"{name} lúc {form_pages.moment(at)}: ngoài khoảng 06:00–18:00, xem lại sáng hay tối"
    if meeting.start < now:
        yield f"Khai mạc {form_pages.moment(meeting.start)} đã qua"
    day = day_of(meeting.start)
    if not work_calendar.load_calendar(session).is_working(day):
        yield f"{format.long_day(day)} là ngày nghỉ"
