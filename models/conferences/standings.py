"""How the invited stand: counted for each hall, and listed a page at a time, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from models.conferences import answers
from models.tables import AttendanceRow, InvitationReplyRow, InvitedRow, LineTestRow
from models.views.conference_views import (
    CountedMeeting,
    HallCounts,
    HallStanding,
    HeldMeeting,
    InvitedUnit,
)

PAGE = 50
"""Units on one page."""


class Group(StrEnum):
    """Those who are looked at together."""

    FAULTS = "faults"
    SILENT = "silent"
    DECLINED = "declined"
    COMING = "coming"
    UNCOUNTED = "uncounted"
    """Have not said afterwards who came."""


def total(session: Session, meeting: HeldMeeting, host: str | None = None) -> HallCounts:
    """All who are invited; `host`: those who go to the halls of that unit."""
    row = session.execute(_counted(select(), meeting, host)).one()
    return _counts(row._mapping)


def by_venue(session: Session, meeting: HeldMeeting, host: str | None = None) -> dict[str, HallCounts]:
    """The same for each venue of the plan, by its id."""
    query = _counted(select(InvitedRow.venue), meeting, host)
    rows = session.execute(query.group_by(InvitedRow.venue).order_by(InvitedRow.venue))
    return {row.venue: _counts(row._mapping) for row in rows}


def counted(session: Session, meeting: HeldMeeting) -> CountedMeeting:
    """All who are invited, beside the seats of their halls."""
    return CountedMeeting(total(session, meeting), meeting.seats(by_venue(session, meeting)))


def unconfirmed_halls(session: Session, meeting: HeldMeeting, limit: int) -> tuple[int, list[HallStanding]]:
    """Halls of which no unit has said that it comes and not all have declined: how many, and the first."""
    query = _counted(select(InvitedRow.venue, InvitedRow.host), meeting, None)
    silent = func.count() > func.coalesce(func.sum(_one(_answers(meeting))), 0)
    nobody = func.coalesce(func.sum(_one(_comes(meeting))), 0) == 0
    query = query.group_by(InvitedRow.venue, InvitedRow.host).having(and_(silent, nobody))
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(InvitedRow.venue, InvitedRow.host).limit(limit))
    return count, [HallStanding(row.venue, row.host, _counts(row._mapping)) for row in rows]


def listed(
    session: Session,
    meeting: HeldMeeting,
    group: Group,
    *,
    host: str | None = None,
    after: str = "",
    limit: int = PAGE,
) -> list[InvitedUnit]:
    """Units of one group by their codes, from the one behind `after` on."""
    where = [*_mine(meeting, host), InvitedRow.unit > after, _in_group(group, meeting)]
    rows = session.execute(answers.seated(*where).order_by(InvitedRow.unit).limit(limit))
    return [answers.record(meeting.sequence, *row) for row in rows]


def everybody(session: Session, meeting: HeldMeeting) -> list[InvitedUnit]:
    """Every invited unit with its answers, hall by hall."""
    query = answers.seated(*_mine(meeting, None)).order_by(InvitedRow.venue, InvitedRow.unit)
    return [answers.record(meeting.sequence, *row) for row in session.execute(query)]


def _in_group(group: Group, meeting: HeldMeeting) -> ColumnElement[bool]:
    answered = _answers(meeting)
    return {
        Group.FAULTS: _faulty(meeting),
        Group.SILENT: or_(InvitationReplyRow.sequence.is_(None), ~answered),
        Group.DECLINED: and_(answered, InvitationReplyRow.coming.is_(False)),
        Group.COMING: _comes(meeting),
        Group.UNCOUNTED: AttendanceRow.present.is_(None),
    }[group]


def _mine(meeting: HeldMeeting, host: str | None) -> list[ColumnElement[bool]]:
    here = InvitedRow.meeting_id == meeting.id
    return [here] if host is None else [here, InvitedRow.host == host]


def _answers(meeting: HeldMeeting) -> ColumnElement[bool]:
    return InvitationReplyRow.sequence == meeting.sequence


def _comes(meeting: HeldMeeting) -> ColumnElement[bool]:
    return and_(_answers(meeting), InvitationReplyRow.coming.is_(True))


def _faulty(meeting: HeldMeeting) -> ColumnElement[bool]:
    return and_(LineTestRow.sequence == meeting.sequence, LineTestRow.good.is_(False))


def _runs_are_invited(meeting: HeldMeeting) -> ColumnElement[bool]:
    # Only whoever runs a hall tests its line; where that unit is not invited, those who sit there do.
    return InvitedRow.host.in_(select(InvitedRow.unit).where(InvitedRow.meeting_id == meeting.id))


def _one(when: ColumnElement[bool]) -> ColumnElement[int]:
    return case((when, 1), else_=0)


def _counted(
    query: Select[*tuple[Any, ...]], meeting: HeldMeeting, host: str | None
) -> Select[*tuple[Any, ...]]:
    comes = _comes(meeting)
    declined = and_(_answers(meeting), InvitationReplyRow.coming.is_(False))
    tested = LineTestRow.sequence == meeting.sequence
    sums: Mapping[str, Any] = {
        "coming": _one(comes),
        "declined": _one(declined),
        "delegates": case((comes, InvitationReplyRow.total), else_=0),
        "uncounted": _one(and_(comes, InvitationReplyRow.total.is_(None))),
        "faults": _one(_faulty(meeting)),
        "tested": _one(tested),
        "to_test": _one(or_(tested, InvitedRow.host == InvitedRow.unit, ~_runs_are_invited(meeting))),
        "answered": _one(AttendanceRow.present.is_not(None)),
        "called": AttendanceRow.expected,
        "present": AttendanceRow.present,
        "excused": AttendanceRow.excused,
    }
    query = query.add_columns(func.count().label("invited"))
    query = query.add_columns(*(func.coalesce(func.sum(one), 0).label(name) for name, one in sums.items()))
    return answers.beside(query).where(*_mine(meeting, host))


def _counts(row: Mapping[Any, Any]) -> HallCounts:
    return HallCounts(**{name: int(row[name]) for name in HallCounts.__dataclass_fields__})
