"""What units answer about a conference: read beside their seat, and written over what they said before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from cascade.conferences.answer_kinds import InvitationReply, LineTest, Turnout
from cascade.plan.level_sittings import whole
from cascade.plan.model import ActionKind
from models.database import sql
from models.tables import (
    AttendanceRow,
    DutyRow,
    InvitationReplyRow,
    InvitedRow,
    LineTestRow,
    ObligationRow,
)
from models.views.conference_views import Given, HeldMeeting, InvitedUnit

KEYS = ["meeting_id", "unit"]
SEATED = (InvitedRow, InvitationReplyRow, LineTestRow, AttendanceRow)


def seated(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Invited units with all they have answered."""
    return beside(select(*SEATED)).where(*where)


def beside(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The invited, each beside all it has answered."""
    query = query.select_from(InvitedRow)
    for table in SEATED[1:]:
        same = (table.meeting_id == InvitedRow.meeting_id) & (table.unit == InvitedRow.unit)
        query = query.outerjoin(table, same)
    return query


def of_unit(session: Session, meeting: HeldMeeting, unit: str) -> InvitedUnit | None:
    """One invited unit; None: it is not invited."""
    mine = (InvitedRow.meeting_id == meeting.id, InvitedRow.unit == unit)
    row = session.execute(seated(*mine)).one_or_none()
    return record(meeting.sequence, *row) if row is not None else None


def of_units(
    session: Session, meeting: HeldMeeting, units: Select[str], after: str, limit: int
) -> list[InvitedUnit]:
    """Those of some units that are invited, by their codes, from the one behind `after` on."""
    query = seated(InvitedRow.meeting_id == meeting.id, InvitedRow.unit.in_(units), InvitedRow.unit > after)
    rows = session.execute(query.order_by(InvitedRow.unit).limit(limit))
    return [record(meeting.sequence, *row) for row in rows]


def is_guest(session: Session, meeting_id: int, seat: InvitedUnit) -> bool:
    """Whether another unit that is invited itself runs its hall."""
    host = (InvitedRow.meeting_id == meeting_id, InvitedRow.unit == seat.host)
    return seat.host != seat.unit and session.scalar(select(InvitedRow.unit).where(*host)) is not None


def hold(session: Session, meeting_id: int, unit: str) -> None:
    """Until this transaction ends nobody else writes an answer of that unit."""
    query = select(InvitedRow.unit).where(InvitedRow.meeting_id == meeting_id, InvitedRow.unit == unit)
    session.execute(query.with_for_update())


def write_reply(
    session: Session, meeting: HeldMeeting, unit: str, said: InvitationReply, now: datetime, by: str
) -> None:
    """The last word counts."""
    words = {"coming": said.coming, "reason": said.reason, "names": said.names, "stand_in": said.stand_in}
    kinds = [list(one) for one in said.delegates]
    row = _about(meeting, unit, now, by) | words | {"sequence": meeting.sequence}
    row |= {"delegates": kinds, "total": said.count if kinds else None}
    sql.replace(session, InvitationReplyRow, KEYS, row)


def write_test(
    session: Session, meeting: HeldMeeting, unit: str, said: LineTest, now: datetime, by: str
) -> None:
    """The last word counts."""
    words = {"good": said.good, "note": said.note, "technician": said.technician, "phone": said.phone}
    row = _about(meeting, unit, now, by) | words | {"sequence": meeting.sequence}
    sql.replace(session, LineTestRow, KEYS, row)


def line_test_duties(session: Session, meeting: HeldMeeting, unit: str) -> list[int]:
    """What the unit still owes of the line test of this conference: the same answer does both."""
    query = (
        select(ObligationRow.id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(DutyRow.plan_id == meeting.plan_id, DutyRow.kind == ActionKind.LINE_TEST)
        .where(DutyRow.conference == whole(meeting.conference.id))
        .where(ObligationRow.unit == unit, ObligationRow.undone)
    )
    return list(session.scalars(query.order_by(ObligationRow.id)))


def write_turnout(
    session: Session, meeting: HeldMeeting, unit: str, venue: str, said: Turnout, now: datetime, by: str
) -> None:
    """The last word counts."""
    numbers = {"expected": said.called, "present": said.present, "excused": said.excused}
    row = _about(meeting, unit, now, by) | numbers | {"venue": venue}
    sql.replace(session, AttendanceRow, KEYS, row)


def _about(meeting: HeldMeeting, unit: str, now: datetime, by: str) -> dict[str, object]:
    return {"meeting_id": meeting.id, "unit": unit, "at": now, "by": by}


def record(
    sequence: int,
    seat: InvitedRow,
    reply: InvitationReplyRow | None,
    test: LineTestRow | None,
    came: AttendanceRow | None,
) -> InvitedUnit:
    """The rows of one unit as the house speaks of them; `sequence`: of the day that holds now."""
    return InvitedUnit(
        seat.unit,
        seat.venue,
        seat.host,
        Given(_reply(reply), reply.at, reply.by, reply.sequence == sequence) if reply else None,
        Given(_test(test), test.at, test.by, test.sequence == sequence) if test else None,
        Given(Turnout(came.expected, came.present, came.excused), came.at, came.by) if came else None,
    )


def _reply(row: InvitationReplyRow) -> InvitationReply:
    kinds = tuple((str(kind), int(number)) for kind, number in row.delegates)
    return InvitationReply(row.coming, row.reason, kinds, row.names, row.stand_in)


def _test(row: LineTestRow) -> LineTest:
    return LineTest(row.good, row.note, row.technician, row.phone)
