"""What a unit has heard today of its own duties: one thing is said once a day, whoever says it.

The sweep calls the rungs, the board asks at any hour (services.answers.remind_now); none repeats the other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time

from sqlalchemy import ColumnElement, NotNullable, Select, func, or_, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of, instant
from cascade.notices.kinds import EARLY, OPEN, WHILE_OWED, NoticeState, Occasion
from models.database import sql
from models.tables import NoticeItemRow, NoticeRow, ObligationRow

ASKED = "asked:"
"""How the rung begins of a letter that the board asked for."""
_HEARD = (*OPEN, NoticeState.SENT, NoticeState.UNKNOWN)
"""Left, perhaps left, or about to leave."""


def reminded(session: Session, obligations: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Those whose own unit has been reminded of them today, or is about to be -> when."""
    found: dict[int, datetime] = {}
    for some in sql.chunks(obligations):
        for query in (_alone(some, now), _in_lists(some, now)):
            for obligation, at in session.execute(query):
                found[obligation] = max(at, found.get(obligation, at))
    return found


def asked(session: Session, obligations: Collection[int], now: datetime) -> dict[int, Occasion]:
    """Those that the board has asked about today -> what its letter was."""
    found: dict[int, Occasion] = {}
    for some in sql.chunks(sorted(obligations)):
        query = select(NotNullable(NoticeRow.obligation_id), NoticeRow.occasion).where(
            sql.one_of(NoticeRow.obligation_id, some), NoticeRow.rung.startswith(ASKED), *_today(now)
        )
        found |= {obligation: Occasion(occasion) for obligation, occasion in session.execute(query)}
    return found


def resting(session: Session, obligations: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Those whose unit has said that it is at work -> until when no letter about them leaves."""
    until = ObligationRow.acknowledged_until
    found: dict[int, datetime] = {}
    for some in sql.chunks(obligations):
        query = select(ObligationRow.id, until).where(sql.one_of(ObligationRow.id, some), until > now)
        found |= {obligation: at for obligation, at in session.execute(query) if at is not None}
    return found


def covers(asked: Occasion, rung: str) -> bool:
    """Whether a letter of the board has said what this rung would say: the more urgent covers the less."""
    return asked is Occasion.OVERDUE or rung in EARLY


def _alone(obligations: Sequence[int], now: datetime) -> Select[int, datetime]:
    own = ObligationRow.id == NoticeRow.obligation_id
    return (
        select(ObligationRow.id, _said_at())
        .join(ObligationRow, own)
        .where(
            sql.one_of(NoticeRow.obligation_id, obligations),
            NoticeRow.unit == ObligationRow.unit,
            *_today(now),
        )
    )


def _in_lists(obligations: Sequence[int], now: datetime) -> Select[int, datetime]:
    return (
        select(ObligationRow.id, _said_at())
        .join(NoticeItemRow, NoticeItemRow.obligation_id == ObligationRow.id)
        .join(NoticeRow, NoticeRow.id == NoticeItemRow.notice_id)
        .where(
            sql.one_of(NoticeItemRow.obligation_id, obligations),
            NoticeRow.unit == ObligationRow.unit,
            *_today(now),
        )
    )


def _said_at() -> ColumnElement[datetime]:
    return func.coalesce(NoticeRow.sent_at, NoticeRow.created_at)


def _today(now: datetime) -> tuple[ColumnElement[bool], ...]:
    midnight = instant(day_of(now), time())
    said = or_(NoticeRow.state.in_(OPEN), _said_at() >= midnight)
    return NoticeRow.occasion.in_(WHILE_OWED), NoticeRow.state.in_(_HEARD), said
