"""Who has said already what a letter about a conference would ask: nobody is asked it again.

A unit that does not come is asked neither how its line is nor who came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from cascade.notices.kinds import Occasion
from models.tables import AttendanceRow, InvitationReplyRow, LineTestRow, MeetingRow, NoticeRow

_OF_THE_DAY = {table: table.sequence == MeetingRow.sequence for table in (InvitationReplyRow, LineTestRow)}
_DECLINED = (InvitationReplyRow, _OF_THE_DAY[InvitationReplyRow] & InvitationReplyRow.coming.is_(False))
_ANSWERS: dict[str, tuple[tuple[Any, ColumnElement[bool] | None], ...]] = {
    Occasion.CONFIRM: ((InvitationReplyRow, _OF_THE_DAY[InvitationReplyRow]),),
    Occasion.LINE_TEST: ((LineTestRow, _OF_THE_DAY[LineTestRow]), _DECLINED),
    Occasion.ATTENDANCE: ((AttendanceRow, None), _DECLINED),
}
"""What answers the question of an occasion; an answer about an earlier day is none."""


def who(session: Session, plan_id: int, conference: str, occasion: str) -> Collection[str]:
    """The units that need not be asked on that occasion."""
    about = (MeetingRow.plan_id == plan_id, MeetingRow.conference == conference)
    return {row.unit for query in _said(occasion) for row in session.execute(query.where(*about))}


def answered(session: Session, notices: Iterable[NoticeRow]) -> set[int]:
    """The notices among these whose question has its answer, by number."""
    rows = list(notices)
    found: set[int] = set()
    for occasion in _ANSWERS:
        asking = [row for row in rows if row.occasion == occasion]
        said = _among(session, occasion, asking) if asking else set()
        found |= {row.id for row in asking if (row.plan_id, row.facts.get("conference"), row.unit) in said}
    return found


def _among(session: Session, occasion: str, asking: list[NoticeRow]) -> set[tuple[int, str, str]]:
    about = MeetingRow.plan_id.in_({row.plan_id for row in asking})
    queries = _said(occasion, {row.unit for row in asking})
    rows = (row for query in queries for row in session.execute(query.where(about)))
    return {(row.plan_id, row.conference, row.unit) for row in rows}


def _said(occasion: str, units: Collection[str] | None = None) -> Iterator[Select[*tuple[Any, ...]]]:
    for table, counts in _ANSWERS.get(occasion, ()):
        query = select(MeetingRow.plan_id, MeetingRow.conference, table.unit)
        query = query.join(table, table.meeting_id == MeetingRow.id)
        if counts is not None:
            query = query.where(counts)
        yield query if units is None else query.where(table.unit.in_(units))
