"""What a diary that somebody subscribes to holds: a unit's own duties and conferences, or those of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cascade.calendar import zone
from cascade.lang.told import Told, tell
from cascade.plan.typed.levels import told_key
from cascade.reports import secrecy
from cascade.reports.obligation_states import ObligationState
from documents.office.ics_dates import DiaryDate
from documents.office.ics_feed import FeedEntry, feed
from models.changes import conference_day
from models.conferences import meetings
from models.database.ledger import Session
from models.obligations import obligations
from models.org import names_in_time
from models.org.clients import feed_changes
from models.org.clients.feed_changes import DateChange
from models.plans import duties, plans
from models.views.client_views import Feed
from models.views.conference_views import HeldMeeting
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanRecord
from services.exports import plan_dates_file
from settings.catalogue import PORTAL_URL

_CANCELLED = "cancelled"
_NAME = Told("Đôn đốc: {name}", "Đôn đốc: {name}")
_DONE = Told("Đã xong: ", "Done: ")
_DUE = Told("hạn", "due")
_OFF = Told("Không tổ chức: ", "Called off: ")


def address(one: Feed) -> str:
    """Where a diary is subscribed to; whoever has it may read the dates, so it is for its owner alone."""
    return f"{PORTAL_URL.get().rstrip('/')}/lich/{one.token}.ics"


def body(session: Session, one: Feed, now: datetime) -> bytes | None:
    """The .ics as it stands; None: what it was of is no more."""
    if one.unit is not None:
        title = names_in_time.today(session, one.unit, now)
        return feed(_titled(title, one.lang), address(one), _of_unit(session, one.unit, one.lang, now))
    plan = plans.numbered(session, one.plan_id or 0)
    if plan is None:
        return None
    name = plan_dates_file.title(plans.record(session, plan.code))
    return feed(_titled(name, one.lang), address(one), _of_plan(session, plan, one.lang))


def _titled(name: str, lang: str) -> str:
    return tell(_NAME.vi, _NAME.en, name=name).said(lang)


def _of_unit(session: Session, unit: str, lang: str, now: datetime) -> Iterator[FeedEntry]:
    changes = feed_changes.of_unit(session, unit)
    hanging = duties.hanging(session)
    for row in obligations.of_unit(session, unit, now):
        if row.due_at is not None and (row.plan_id, row.key) not in hanging and row.id in changes:
            yield _owed(row, changes[row.id], lang)
    known: dict[int, HeldMeeting] = {one.id: one for one, _ in meetings.invited_to(session, unit, now)}
    halls = {one.id: one.venue(seat.venue) for one, seat in meetings.invited_to(session, unit, now)}
    known |= {one.id: one for one in meetings.held_by(session, unit, now)}
    for number, meeting in sorted(known.items()):
        hall = halls.get(number)
        yield _attended(session, meeting, hall.name if hall is not None else "")


def _owed(row: ObligationView, change: DateChange, lang: str) -> FeedEntry:
    assert row.due_at is not None
    code = told_key(row.key).said(lang)
    name = secrecy.content(f": {row.action}", row.secret, "")
    done = _DONE.said(lang) if row.state.received or row.state is ObligationState.EXEMPT else ""
    due = f"{_DUE.said(lang)} {zone.deadline(row.due_at, lang)}"
    # By its names, not by its row: an amendment may write the row anew.
    uid = f"{row.plan_id}-{row.key}-{row.unit}@dondoc"
    date = DiaryDate(uid, f"{done}{code}{name} ({due})", row.due_at)
    return FeedEntry(date, change.sequence, change.last, details=f"{row.plan} · {code}")


def _attended(session: Session, one: HeldMeeting, hall: str) -> FeedEntry:
    assert one.start is not None
    code = one.conference.id
    name = secrecy.content(one.name, one.secret, code)
    date = DiaryDate(f"{one.plan_id}-{code}@dondoc", name, one.start, one.end or one.start)
    change = feed_changes.of_plan(session, one.plan_id)
    place = secrecy.content(hall, one.secret, "")
    return FeedEntry(date, one.sequence, change.last, details=one.plan_number or one.plan, place=place)


def _of_plan(session: Session, plan: PlanRecord, lang: str) -> Iterator[FeedEntry]:
    """As the file of its dates has them; a conference that was called off says so."""
    known = plans.record(session, plan.code)
    changes, whole = feed_changes.of_duties(session, plan.id), feed_changes.of_plan(session, plan.id)
    by_uid = {f"{plan.id}-{duty.key}@dondoc": changes[duty.id] for duty in duties.records(session, plan.id)}
    sittings = {f"{plan.id}-{one.conference}@dondoc": one for one in conference_day.listed(session, plan.id)}
    for date in plan_dates_file.dates(session, known, lang):
        if date.uid in by_uid:
            change = by_uid[date.uid]
            yield FeedEntry(date, change.sequence, change.last)
        else:
            yield FeedEntry(date, sittings[date.uid].sequence, whole.last)
    for uid, one in sittings.items():
        if one.state == _CANCELLED and one.start is not None:
            name = secrecy.content(one.name, plan.secret, one.conference)
            date = DiaryDate(uid, f"{_OFF.said(lang)}{name}", one.start, one.end or one.start)
            yield FeedEntry(date, one.sequence, whole.last, cancelled=True)
