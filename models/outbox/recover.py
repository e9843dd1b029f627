"""After a crash: what a dead worker held is taken up again, or, where it may have been said already, left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import AT_MOST_ONCE, NoticeState
from cascade.notices.reasons import Reason
from models.database import audit
from models.database.ledger import acting
from models.tables import NoticeRow

UNSURE = Reason.SENDER_DIED.why()
AGAIN = Reason.SENDER_DIED_AGAIN.why()


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many notices were put back, and how many nobody can vouch for."""

    requeued: int
    unknown: int


def recover(session: Session, now: datetime) -> Recovered:
    """Expired leases: mail is sent again under the same key; Zalo only if we had not begun to speak."""
    expired = and_(NoticeRow.lease_until < now, NoticeRow.state == NoticeState.SENDING)
    if session.scalar(select(NoticeRow.id).where(expired).limit(1)) is None:
        return Recovered(0, 0)
    acting(session, "recover")
    spoken = and_(NoticeRow.channel.in_(AT_MOST_ONCE), NoticeRow.speaking_at.is_not(None))
    released = {"claim": None, "lease_until": None}
    unknown = session.execute(
        update(NoticeRow)
        .where(expired, spoken)
        .values(state=NoticeState.UNKNOWN, reason=UNSURE, **released)
        .returning(NoticeRow.id)
    ).all()
    requeued = session.execute(
        update(NoticeRow)
        .where(expired, ~spoken)
        .values(state=NoticeState.QUEUED, reason=AGAIN, ready_at=NoticeRow.due_at, **released)
        .returning(NoticeRow.id)
    ).all()
    if unknown or requeued:
        some = [row.id for row in requeued][:50]
        audit.log(
            session, "dondoc", "recover", now=now, unknown=len(unknown), requeued=len(requeued), again=some
        )
    return Recovered(len(requeued), len(unknown))
