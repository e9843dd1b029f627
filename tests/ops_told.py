"""What ops have been told of."""

from __future__ import annotations

from sqlalchemy import select

from cascade.notices.kinds import Occasion
from models.database.ledger import Session
from models.tables import NoticeRow


def woken(session: Session) -> list[str]:
    """The alarms, the latest first."""
    query = select(NoticeRow.rung).where(NoticeRow.occasion == Occasion.OPS)
    return list(session.scalars(query.order_by(NoticeRow.id.desc())))
