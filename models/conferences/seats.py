"""Who is invited to which hall: written with the invitations, asked by the pages of a conference."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cascade.plan.model import Venue
from models.database import sql
from models.tables import (
    AttendanceRow,
    InvitationReplyRow,
    InvitedRow,
    LineTestRow,
    SpeakerReplyRow,
)

_ANSWERS = (InvitedRow, InvitationReplyRow, LineTestRow, SpeakerReplyRow, AttendanceRow)
_COLUMNS = ("meeting_id", "unit", "venue", "host")


def write(session: Session, meeting_id: int, halls: Mapping[str, Venue]) -> None:
    """The units that are written to, each with its hall; who is written to no more is invited no more."""
    here = InvitedRow.meeting_id == meeting_id
    query = select(InvitedRow.unit, InvitedRow.venue, InvitedRow.host).where(here)
    known = {unit: (venue, host) for unit, venue, host in session.execute(query)}
    wanted = {unit: (hall.id, hall.host or unit) for unit, hall in halls.items()}
    gone = sorted(unit for unit, seat in known.items() if wanted.get(unit) != seat)
    for first in range(0, len(gone), sql.FEW):
        some = gone[first : first + sql.FEW]
        session.execute(delete(InvitedRow).where(here, InvitedRow.unit.in_(some)))
    fresh = ((meeting_id, unit, *seat) for unit, seat in wanted.items() if known.get(unit) != seat)
    sql.write(session, InvitedRow, _COLUMNS, fresh)


def hosts(session: Session, meeting_id: int, unit: str = "") -> list[tuple[str, str]]:
    """(venue, the unit that runs the hall) of every hall, or of those where `unit` sits or that it runs."""
    query = select(InvitedRow.venue, InvitedRow.host).where(InvitedRow.meeting_id == meeting_id).distinct()
    if unit:
        query = query.where((InvitedRow.unit == unit) | (InvitedRow.host == unit))
    return [
        (venue, host) for venue, host in session.execute(query.order_by(InvitedRow.venue, InvitedRow.host))
    ]


def any_written(session: Session, meeting_id: int) -> bool:
    """Whether the ledger knows who is invited; it did not before it kept answers."""
    query = select(InvitedRow.unit).where(InvitedRow.meeting_id == meeting_id)
    return session.scalar(query.limit(1)) is not None


def forget(session: Session, meeting_id: int) -> None:
    """A conference that the plan no longer has: what was answered about it stays in the log alone."""
    for table in _ANSWERS:
        session.execute(delete(table).where(table.meeting_id == meeting_id))
