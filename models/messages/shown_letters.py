"""The facts of a letter for a look: of one that was written, or of one that a duty would have."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Channel, Occasion
from cascade.notices.notice_facts import NoticeFacts
from models.messages import batch, wording
from models.org import contact_list
from models.tables import NoticeRow, ObligationRow
from settings.catalogue import PORTAL_URL

_OF_A_DUTY = frozenset({Occasion.ISSUED, Occasion.REMINDER, Occasion.DUE_TODAY, Occasion.OVERDUE})
"""A duty alone says all that these have to say."""
NO_LINK = "…"
"""Stands for the secret part of a link: that is its reader's."""


def some_unit(session: Session, plan_id: int) -> str:
    """The unit that was last written to about a plan; "": nobody yet."""
    query = select(NoticeRow.unit).where(NoticeRow.plan_id == plan_id).order_by(NoticeRow.id.desc())
    return session.scalar(query.limit(1)) or ""


def facts(
    session: Session, plan_id: int, unit: str, occasion: Occasion, lang: str, now: datetime
) -> NoticeFacts | None:
    """What its words would name, without the link; None: nothing like it is known of that unit.

    Of a letter that has left they are those of today: what has moved since has moved.
    """
    row = _written(session, plan_id, unit, occasion) or _imagined(session, plan_id, unit, occasion, now)
    if row is None:
        return None
    told = wording.facts(row, batch.read(session, [row], now), lang)
    if told.get("link"):
        told["link"] = f"{PORTAL_URL.get().rstrip('/')}/b/{NO_LINK}"
    return told


def _written(session: Session, plan_id: int, unit: str, occasion: Occasion) -> NoticeRow | None:
    mine = (NoticeRow.plan_id == plan_id, NoticeRow.unit == unit, NoticeRow.occasion == occasion)
    return session.scalars(select(NoticeRow).where(*mine).order_by(NoticeRow.id.desc()).limit(1)).first()


def _imagined(
    session: Session, plan_id: int, unit: str, occasion: Occasion, now: datetime
) -> NoticeRow | None:
    if occasion not in _OF_A_DUTY:
        return None
    owed = (ObligationRow.plan_id == plan_id, ObligationRow.unit == unit)
    dated = (ObligationRow.due_at.is_(None), ObligationRow.due_at, ObligationRow.id)
    query = select(ObligationRow.id).where(*owed).order_by(*dated)
    if (obligation := session.scalar(query.limit(1))) is None:
        return None
    post = contact_list.in_post(session, {unit}, day_of(now)).get(unit)
    return NoticeRow(
        id=0,
        plan_id=plan_id,
        unit=unit,
        occasion=occasion,
        obligation_id=obligation,
        contact_id=post.id if post else None,
        channel=Channel.MAIL,
        address="",
        facts={},
        created_at=now,
        due_at=now,
    )
