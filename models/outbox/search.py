"""Looks up what was said to whom, when, by which channel, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.lang.vietnamese import composed
from cascade.notices.kinds import NoticeState, Occasion
from models.database import sql
from models.org import names_in_time
from models.org.names_in_time import NamesInTime
from models.tables import ContactRow, NoticeItemRow, NoticeRow, ObligationRow, PlanRow
from models.views.notice_views import NoticeView

MOST_UNITS = 500
"""With more, the words are no search."""


def search(
    session: Session,
    *,
    plan: str | None = None,
    unit: str | None = None,
    units: Collection[str] | None = None,
    state: str | None = None,
    occasion: str | None = None,
    channel: str | None = None,
    since: datetime | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[NoticeView]:
    """Notices, the latest first."""
    query = (
        select(NoticeRow, PlanRow.code, ContactRow.name)
        .outerjoin(PlanRow, PlanRow.id == NoticeRow.plan_id)
        .outerjoin(ContactRow, ContactRow.id == NoticeRow.contact_id)
    )
    if plan is not None:
        query = query.where(or_(PlanRow.code == plan, NoticeRow.id.in_(_over_several(plan))))
    wanted: dict[Any, object] = {
        NoticeRow.unit: unit,
        NoticeRow.state: state,
        NoticeRow.occasion: occasion,
        NoticeRow.channel: channel,
    }
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    if since is not None:
        query = query.where(NoticeRow.created_at >= since)
    if units is not None:
        query = query.where(NoticeRow.unit.in_(units))
    found = session.execute(query.order_by(NoticeRow.id.desc()).limit(limit).offset(offset)).all()
    names = names_in_time.known(session, {row.unit for row, _, _ in found})
    return [_record(row, code, contact, names) for row, code, contact in found]


def by_ids(session: Session, ids: Sequence[int]) -> list[NoticeView]:
    """These notices, the oldest first."""
    query = (
        select(NoticeRow, PlanRow.code, ContactRow.name)
        .outerjoin(PlanRow, PlanRow.id == NoticeRow.plan_id)
        .outerjoin(ContactRow, ContactRow.id == NoticeRow.contact_id)
        .order_by(NoticeRow.id)
    )
    found = [
        row
        for some in sql.chunks(ids)
        for row in session.execute(query.where(sql.one_of(NoticeRow.id, some)))
    ]
    names = names_in_time.known(session, {row.unit for row, _, _ in found})
    return [_record(row, code, contact, names) for row, code, contact in found]


def newest(session: Session) -> datetime | None:
    """When the last notice was written down."""
    return session.scalar(select(func.max(NoticeRow.created_at)))


def called(session: Session, words: str) -> list[str]:
    """The unit with that code; else those whose name has these words in it, capitals or not."""
    known = names_in_time.ever(session)
    if any(code == words for code, _ in known):
        return [words]
    wanted = composed(words).casefold()
    found = {code for code, name in known if wanted in composed(name).casefold()}
    return sorted(found)[:MOST_UNITS]


def _over_several(plan: str) -> Select[int]:
    """Lists over several plans that speak of this one, too."""
    return (
        select(NoticeItemRow.notice_id)
        .join(NoticeRow, NoticeRow.id == NoticeItemRow.notice_id)
        .join(ObligationRow, ObligationRow.id == NoticeItemRow.obligation_id)
        .join(PlanRow, PlanRow.id == ObligationRow.plan_id)
        .where(PlanRow.code == plan, NoticeRow.plan_id.is_(None), NoticeRow.occasion == Occasion.DIGEST)
    )


def last_number(session: Session) -> int:
    """The number of the last notice there is; 0: none yet."""
    return session.scalar(select(func.max(NoticeRow.id))) or 0


def units_told(session: Session, since: int, most: int) -> tuple[int, list[str]]:
    """To how many units notices behind that number go, and the codes of the first."""
    told = select(NoticeRow.unit).where(NoticeRow.id > since, NoticeRow.state != NoticeState.SUPERSEDED)
    told = told.distinct()
    many = session.scalar(select(func.count()).select_from(told.subquery())) or 0
    return many, list(session.scalars(told.order_by(NoticeRow.unit).limit(most)))


def counts(session: Session, plan_id: int | None = None) -> dict[tuple[str, str], int]:
    """How many notices by occasion and state."""
    query = select(NoticeRow.occasion, NoticeRow.state, func.count()).group_by(
        NoticeRow.occasion, NoticeRow.state
    )
    if plan_id is not None:
        query = query.where(NoticeRow.plan_id == plan_id)
    return {(occasion, state): many for occasion, state, many in session.execute(query)}


def by_channel(session: Session) -> dict[tuple[str, str], int]:
    """How many notices by channel and state."""
    query = select(NoticeRow.channel, NoticeRow.state, func.count()).group_by(
        NoticeRow.channel, NoticeRow.state
    )
    return {(channel, state): many for channel, state, many in session.execute(query)}


def _record(row: NoticeRow, plan: str | None, contact: str | None, names: NamesInTime) -> NoticeView:
    return NoticeView(
        id=row.id,
        key=row.key,
        plan=plan,
        occasion=row.occasion,
        rung=row.rung,
        unit=row.unit,
        unit_name=names.on(row.unit, day_of(row.sent_at or row.created_at)),
        recipient=contact or "",
        channel=row.channel,
        address=row.address,
        state=row.state,
        due_at=row.due_at,
        sent_at=row.sent_at,
        attempt=row.attempt,
        reason=row.reason,
        code=row.code,
        provider_id=row.provider_id,
        obligation_id=row.obligation_id,
        revision=row.revision,
    )
