"""Notices that ask what a unit has said since: nobody is asked about a conference what they have answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.notices.kinds import Occasion
from models.tables import AttendanceRow, InvitationReplyRow, MeetingRow, NoticeRow

ASKING: dict[str, type[InvitationReplyRow] | type[AttendanceRow]] = {
    Occasion.CONFIRM: InvitationReplyRow,
    Occasion.ATTENDANCE: AttendanceRow,
}


def answered(session: Session, notices: Iterable[NoticeRow]) -> set[int]:
    """The notices among these whose question has its answer, by number."""
    rows = list(notices)
    found: set[int] = set()
    for occasion, table in ASKING.items():
        asking = [row for row in rows if row.occasion == occasion]
        said = _said(session, table, asking) if asking else set()
        found |= {row.id for row in asking if (row.plan_id, row.facts.get("conference"), row.unit) in said}
    return found


def _said(session: Session, table: Any, asking: list[NoticeRow]) -> set[tuple[int, str, str]]:
    about = MeetingRow.plan_id.in_({row.plan_id for row in asking})
    query = select(MeetingRow.plan_id, MeetingRow.conference, table.unit)
    query = query.join(table, table.meeting_id == MeetingRow.id)
    query = query.where(about, table.unit.in_({row.unit for row in asking}))
    if table is InvitationReplyRow:
        query = query.where(InvitationReplyRow.sequence == MeetingRow.sequence)
    return {(plan, conference, unit) for plan, conference, unit in session.execute(query)}
