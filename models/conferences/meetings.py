"""A conference with its paper and its day, by its number or by who has to do with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.plan import thaw
from cascade.result.obligation import Meeting
from models.conferences import answers
from models.tables import InvitedRow, MeetingRow, PlanRow
from models.views.conference_views import HeldMeeting, InvitedUnit
from models.views.plan_views import PlanState

SHOWN = timedelta(days=60)
"""So long after it a conference stands in a unit's list."""


def find(session: Session, meeting_id: int) -> HeldMeeting | None:
    """One conference; None: there is none of that number."""
    found = _read(session, MeetingRow.id == meeting_id)
    return found[0] if found else None


def of_plan(session: Session, plan_id: int, conference: str) -> HeldMeeting:
    """One of a plan's, by its id. Refusal: the plan has no such conference."""
    found = _read(session, MeetingRow.plan_id == plan_id, MeetingRow.conference == conference)
    return found[0] if found else known(session, 0)


def all_of(session: Session, plan_id: int) -> list[HeldMeeting]:
    """All conferences of a plan, the next one first."""
    return _read(session, MeetingRow.plan_id == plan_id)


def known(session: Session, meeting_id: int) -> HeldMeeting:
    """The same. Refusal: there is none of that number."""
    if (found := find(session, meeting_id)) is None:
        raise Refusal("", Told("không có hội nghị này", "there is no such conference"))
    return found


def invited_to(session: Session, unit: str, now: datetime) -> list[tuple[HeldMeeting, InvitedUnit]]:
    """The conferences of running plans that a unit is invited to, the next one first."""
    mine = select(InvitedRow.meeting_id).where(InvitedRow.unit == unit)
    listed = _read(session, MeetingRow.id.in_(mine), *_lately(now))
    query = answers.seated(InvitedRow.unit == unit, InvitedRow.meeting_id.in_([one.id for one in listed]))
    seats = {row[0].meeting_id: row for row in session.execute(query)} if listed else {}
    return [(one, answers.record(one.sequence, *seats[one.id])) for one in listed if one.id in seats]


def held_by(session: Session, unit: str, now: datetime) -> list[HeldMeeting]:
    """Those that a unit holds, or runs a hall of where others sit."""
    halls = select(InvitedRow.meeting_id).where(InvitedRow.host == unit, InvitedRow.unit != unit)
    host = MeetingRow.body["conference"]["host"].as_string()
    whose = or_(PlanRow.desk == unit, PlanRow.issuer == unit, host == unit, MeetingRow.id.in_(halls))
    return _read(session, whose, MeetingRow.invited.is_(True), *_lately(now))


def _lately(now: datetime) -> tuple[ColumnElement[bool], ...]:
    running = PlanRow.state != PlanState.CLOSED.value
    return (running, MeetingRow.state == "fixed", MeetingRow.start_at > now - SHOWN)


def _read(session: Session, *where: ColumnElement[bool]) -> list[HeldMeeting]:
    query = select(MeetingRow, PlanRow).join(PlanRow, PlanRow.id == MeetingRow.plan_id).where(*where)
    rows = session.execute(query.order_by(MeetingRow.start_at, MeetingRow.id))
    return [_held(meeting, plan) for meeting, plan in rows]


def _held(row: MeetingRow, plan: PlanRow) -> HeldMeeting:
    return HeldMeeting(
        id=row.id,
        plan_id=plan.id,
        plan=plan.code,
        plan_title=plan.title,
        plan_number=plan.number or "",
        issuer_name=plan.issuer_name,
        desk=plan.desk or plan.issuer,
        issuer=plan.issuer,
        secret=plan.secret,
        closed=plan.state == PlanState.CLOSED,
        name=row.name,
        state=row.state,
        invited=row.invited,
        start=row.start_at,
        end=row.end_at,
        line_test_at=row.line_test_at,
        sequence=row.sequence,
        conference=thaw.unpack(Meeting, row.body).conference,
    )
