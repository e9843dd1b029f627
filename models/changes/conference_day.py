"""Conferences of an issued plan: their day is fixed, moved or cancelled, and what hangs on it follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.changes.plan_diff import Amendment
from cascade.compile import outline
from cascade.conferences import seating
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.reasons import Reason
from cascade.plan import thaw
from cascade.plan.level_sittings import whole
from cascade.result.obligation import FixedMeeting, Meeting
from models.changes import amendments, ledger_diff
from models.conferences import invitations, seats, sittings
from models.database import audit
from models.plans import revisions, tree_snapshots
from models.tables import AttendanceRow, MeetingRow, PlanRow
from models.views.notice_views import Attendance, MeetingRecord

__all__ = ["attendance", "attended_by", "cancel", "fix", "invite", "listed", "notify", "seat"]


def listed(session: Session, plan_id: int) -> list[MeetingRecord]:
    """The plan's conferences as they stand."""
    return sittings.listed(session, plan_id)


def fix(
    session: Session,
    code: str,
    conference: str,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    by: str,
    why: str = Reason.BY_INVITATION.why(),
) -> Amendment:
    """Give a conference its day and invite. What hangs on it is dated anew; who was invited hears of it.

    Refusal: it would end before it begins, there is no such conference, or the plan is closed.
    """
    if end <= start:
        raise Refusal(conference, Told("giờ kết thúc phải sau giờ khai mạc", "it must end after it begins"))
    plan = amendments.hold(session, code)
    row = sittings.find(session, plan.id, conference)
    if not (row.state == "fixed" and row.start_at == start and row.end_at == end):
        sequence = row.sequence + 1 if row.invited else row.sequence
        day = FixedMeeting(start, end, sequence, invited_at=now)
        amendment = _set(session, plan, conference, day, now=now, by=by, why=why)
    else:
        amendment = _unchanged(session, plan)
    invite(session, plan.id, conference, now=now, by=by)
    return amendment


def cancel(session: Session, code: str, conference: str, *, why: str, now: datetime, by: str) -> Amendment:
    """Call a conference off: the duties that serve it fall away, who was invited is told.

    Refusal: no such conference, or the plan is closed.
    """
    plan = amendments.hold(session, code)
    row = sittings.find(session, plan.id, conference)
    if row.state == "cancelled":
        return _unchanged(session, plan)
    start = row.start_at or now
    day = FixedMeeting(start, row.end_at or start, row.sequence + 1, cancelled=True)
    return _set(session, plan, conference, day, now=now, by=by, why=why)


def invite(session: Session, plan_id: int, conference: str, *, now: datetime, by: str) -> int:
    """Send the invitations of a conference whose day is known. A second call sends nothing.

    Refusal: no such conference.
    """
    row = sittings.find(session, plan_id, conference)
    if row.state == "fixed" and row.invited:
        seat(session, plan_id, conference)
    if row.state != "fixed" or row.invited:
        return 0
    told = invitations.invite(session, plan_id, _meeting(session, plan_id, conference), now)
    audit.log(session, by, "invite", now=now, plan_id=plan_id, conference=conference, told=told)
    return told


def seat(session: Session, plan_id: int, conference: str) -> None:
    """Write down who goes to which hall, where nobody has yet. Refusal: no such conference."""
    if not seats.any_written(session, sittings.find(session, plan_id, conference).id):
        invitations.seat(session, plan_id, _meeting(session, plan_id, conference))


def notify(session: Session, plan_id: int, conference: str, occasion: str, now: datetime) -> int:
    """occasion: line_test, attendance (to every hall) or speaker; once for each day it is given."""
    return invitations.notify(session, plan_id, _meeting(session, plan_id, conference), occasion, now)


def attended_by(session: Session, plan_id: int, conference: str, unit: str) -> str:
    """The sitting that a unit attends, where one level sits after another; else the conference itself."""
    plan = session.get_one(PlanRow, plan_id)
    tree = tree_snapshots.load(session, revisions.row(session, plan_id, plan.revision).tree)
    for meeting in sittings.thawed(session, plan_id):
        sitting = meeting.conference
        if whole(sitting.id) == conference and unit in seating.places(sitting, tree, plan.root):
            return sitting.id
    return conference


def attendance(session: Session, plan_id: int, conference: str) -> list[Attendance]:
    """Who came, point by point."""
    query = (
        select(AttendanceRow)
        .join(MeetingRow, MeetingRow.id == AttendanceRow.meeting_id)
        .where(MeetingRow.plan_id == plan_id, MeetingRow.conference == conference)
    )
    rows = session.scalars(query.order_by(AttendanceRow.unit))
    return [Attendance(conference, row.unit, row.venue, row.present, row.expected) for row in rows]


def _set(
    session: Session, plan: PlanRow, conference: str, day: FixedMeeting, *, now: datetime, by: str, why: str
) -> Amendment:
    """A day given, moved or taken away is an amendment of the plan."""
    kept = revisions.row(session, plan.id, plan.revision)
    before = revisions.drawn(session, kept)
    fixed = revisions.fixed(kept) | {conference: day}
    after = outline(before.plan, before.tree, before.calendar, fixed=fixed)
    change = ledger_diff.between(session, plan.id, before, after)
    return amendments.enact(session, plan, change, now=now, by=by, why=why, fixed=fixed)


def _unchanged(session: Session, plan: PlanRow) -> Amendment:
    same = revisions.drawn(session, revisions.row(session, plan.id, plan.revision))
    return ledger_diff.between(session, plan.id, same, same).amendment


def _meeting(session: Session, plan_id: int, conference: str) -> Meeting:
    return thaw.unpack(Meeting, sittings.find(session, plan_id, conference).body)
