"""All that happened with a unit, in order of time: acts of people, notices, each with its hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cascade.notices.kinds import Channel, NoticeState, Occasion
from models.tables import AuditRow, ContactRow, NoticeRow

A_PAGE = 50


class HistoryKind(StrEnum):
    """What a reader may want to see alone."""

    ACTS = "acts"
    NOTICES = "notices"
    REPORTS = "reports"


_REPORTS = ("submit", "accept", "return")


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """One line of the history."""

    at: datetime
    kind: HistoryKind
    act: str
    """What somebody did; of a notice nothing."""
    who: str
    """Of a notice, whom it went to."""
    plan_id: int | None
    obligation_id: int | None
    detail: Mapping[str, object] = field(default_factory=dict)
    notice: tuple[Occasion, Channel, NoticeState] | None = None


def events(
    session: Session,
    unit: str,
    *,
    plan_id: int | None = None,
    obligation_id: int | None = None,
    kind: HistoryKind | None = None,
    limit: int = A_PAGE,
    skip: int = 0,
) -> list[UnitEvent]:
    """The latest first; `plan_id`, `obligation_id`: only what concerns them; `skip`: so many later ones."""
    found: list[UnitEvent] = []
    if kind is not HistoryKind.NOTICES:
        found += _acts(session, unit, plan_id, obligation_id, kind, skip + limit)
    if kind in (None, HistoryKind.NOTICES):
        found += _notices(session, unit, plan_id, obligation_id, skip + limit)
    return sorted(found, key=lambda one: one.at, reverse=True)[skip : skip + limit]


def _acts(
    session: Session,
    unit: str,
    plan_id: int | None,
    obligation_id: int | None,
    kind: HistoryKind | None,
    limit: int,
) -> list[UnitEvent]:
    query = select(AuditRow).where(AuditRow.unit == unit)
    if plan_id is not None:
        query = query.where(AuditRow.plan_id == plan_id)
    if obligation_id is not None:
        query = query.where(or_(AuditRow.obligation_id == obligation_id, AuditRow.obligation_id.is_(None)))
    if kind is not None:
        reports = AuditRow.act.in_(_REPORTS)
        query = query.where(reports if kind is HistoryKind.REPORTS else ~reports)
    rows = session.scalars(query.order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit))
    return [
        UnitEvent(
            row.at,
            HistoryKind.REPORTS if row.act in _REPORTS else HistoryKind.ACTS,
            row.act,
            row.who,
            row.plan_id,
            row.obligation_id,
            row.detail,
        )
        for row in rows
    ]


def _notices(
    session: Session, unit: str, plan_id: int | None, obligation_id: int | None, limit: int
) -> list[UnitEvent]:
    at = func.coalesce(NoticeRow.sent_at, NoticeRow.created_at)
    query = (
        select(NoticeRow, ContactRow.name)
        .outerjoin(ContactRow, ContactRow.id == NoticeRow.contact_id)
        .where(NoticeRow.unit == unit, NoticeRow.state != NoticeState.SUPERSEDED.value)
    )
    if plan_id is not None:
        query = query.where(NoticeRow.plan_id == plan_id)
    if obligation_id is not None:
        query = query.where(NoticeRow.obligation_id == obligation_id)
    return [
        UnitEvent(
            row.sent_at or row.created_at,
            HistoryKind.NOTICES,
            "",
            person or "",
            row.plan_id,
            row.obligation_id,
            notice=(Occasion(row.occasion), Channel(row.channel), NoticeState(row.state)),
        )
        for row, person in session.execute(query.order_by(at.desc(), NoticeRow.id.desc()).limit(limit))
    ]
