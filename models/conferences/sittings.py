"""The rows of a plan's conferences: what is known of their day, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, joined, tell
from cascade.org import format
from cascade.org.tree import Level
from cascade.plan import level_sittings, thaw
from cascade.plan.typed.levels import keyed, known_level
from cascade.result.obligation import Meeting
from models.conferences import seats
from models.database import sql
from models.tables import MeetingRow, PlanRow
from models.views.notice_views import MeetingRecord


def write(session: Session, plan_id: int, meetings: Iterable[Meeting]) -> None:
    """Write conferences as they now stand."""
    for meeting in meetings:
        row = {
            "plan_id": plan_id,
            "conference": meeting.conference.id,
            "name": meeting.conference.name,
            "level": meeting.conference.level,
            "state": _state(meeting),
            "start_at": meeting.start,
            "end_at": meeting.end,
            "line_test_at": meeting.line_test_at,
            "sequence": meeting.sequence,
            "body": thaw.pack(meeting),
        }
        statement = sql.insert(session, MeetingRow).values(**row, invited=False)
        session.execute(statement.on_conflict_do_update(index_elements=["plan_id", "conference"], set_=row))


def drop(session: Session, plan_id: int, conference: str) -> None:
    """A conference the plan no longer has, with what was answered about it."""
    gone = (MeetingRow.plan_id == plan_id, MeetingRow.conference == conference)
    if (number := session.scalar(select(MeetingRow.id).where(*gone))) is not None:
        seats.forget(session, number)
    session.execute(delete(MeetingRow).where(*gone))


def thawed(session: Session, plan_id: int) -> tuple[Meeting, ...]:
    """The plan's conferences as the rules know them."""
    return tuple(thaw.unpack(Meeting, row.body) for row in _rows(session, plan_id))


def elsewhere(session: Session, code: str) -> tuple[Meeting, ...]:
    """The conferences of all other running plans: halls, chairs and units they have taken."""
    query = (
        select(MeetingRow.body)
        .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
        .where(PlanRow.code != code, PlanRow.closed_at.is_(None))
        .order_by(MeetingRow.id)
    )
    return tuple(thaw.unpack(Meeting, body) for body in session.scalars(query))


def listed(session: Session, plan_id: int) -> list[MeetingRecord]:
    """The plan's conferences, in its own order."""
    return [_record(row) for row in _rows(session, plan_id)]


def find(session: Session, plan_id: int, conference: str) -> MeetingRow:
    """One conference. Refusal: there is none of that id, with those there are."""
    return _among(_rows(session, plan_id), conference)


def _among(rows: Sequence[MeetingRow], conference: str) -> MeetingRow:
    for row in rows:
        if row.conference == conference:
            return row
    known = ", ".join(row.conference for row in rows) or Told("không có", "none")
    what = Told(f"kế hoạch không có hội nghị “{conference}”", f"the plan has no conference “{conference}”")
    raise Refusal("", what, tell("chọn một trong: {known}", "choose one of: {known}", known=known))


def of_level(session: Session, plan_id: int, conference: str, level: str | None = None) -> str:
    """The id of the sitting that is meant: "C1/district" (or "C1/xã"), or "C1" and a level.

    Refusal: no such conference, it does not sit at that level, or its levels sit in turn and none is named.
    """
    whole, _, named = keyed(conference).partition("/")
    rows = _rows(session, plan_id)
    some = [row for row in rows if level_sittings.whole(row.conference) == whole]
    wanted = known_level(level) if level else named
    if len(some) < 2 and not wanted:
        return _among(rows, conference).conference
    for row in some:
        if row.level == wanted:
            return row.conference
    if not some:
        return _among(rows, whole).conference
    raise Refusal("", *_which_level(whole, wanted, [row.level for row in some if row.level]))


def _which_level(conference: str, wanted: str, levels: list[str]) -> tuple[Told, Told]:
    """Why a conference alone does not say which day is meant."""
    known = joined(", ", [joined(" = ", (level, format.told_level(Level(level)))) for level in levels])
    todo = tell("nói rõ cấp: {known}", "say the level: {known}", known=known)
    if wanted:
        what = Told(
            f"hội nghị {conference} không họp ở “{wanted}”", f"{conference} does not sit at “{wanted}”"
        )
    else:
        what = Told(
            f"hội nghị {conference} họp lần lượt từng cấp, mỗi cấp một ngày",
            f"conference {conference} sits level by level, each on its own day",
        )
    return what, todo


def _rows(session: Session, plan_id: int) -> list[MeetingRow]:
    query = select(MeetingRow).where(MeetingRow.plan_id == plan_id)
    return list(session.scalars(query.order_by(MeetingRow.id)))


def _state(meeting: Meeting) -> str:
    if meeting.cancelled:
        return "cancelled"
    return "open" if meeting.start is None else "fixed"


def _record(row: MeetingRow) -> MeetingRecord:
    return MeetingRecord(
        id=row.id,
        plan_id=row.plan_id,
        conference=row.conference,
        level=row.level,
        name=row.name,
        after=tuple(row.body["conference"].get("after", ())),
        state=row.state,
        start=row.start_at,
        end=row.end_at,
        line_test_at=row.line_test_at,
        sequence=row.sequence,
        invited=row.invited,
        invited_at=row.invited_at,
    )
