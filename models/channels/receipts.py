"""What a channel tells us afterwards, by itself or when asked: this message has reached the telephone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import PERHAPS_LEFT, Channel, NoticeState
from cascade.notices.reasons import Reason
from models.database import audit, leases, stored_settings
from models.tables import NoticeRow

SHOWN = 48
"""Letters of a notice's key that Zalo carries as tracking_id and gives back."""
DELIVERED = "delivered"
HEXADECIMAL = frozenset("0123456789abcdef")
SOON, LONG = timedelta(minutes=15), timedelta(days=2)
"""Zalo calls us within minutes as a rule; after two days a telephone is not worth asking about."""
ROUND = timedelta(minutes=5)
"""Between two rounds of asking, whoever asks."""
PUSHED = Reason.NOT_ARRIVED_YET.why()
_CURSOR = "zbs-asked"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A message that Zalo took and has not told us more about."""

    id: int
    key: str
    provider_id: str


def awaited(session: Session, worker: str, now: datetime, limit: int = 50) -> list[Awaited]:
    """The next to be asked about, for one worker at a time, and each in its turn."""
    # Another owner each time, so that not even the same worker comes again before the round is over.
    if not leases.take(session, _CURSOR, f"{worker}:{uuid.uuid4().hex}", now, ROUND.total_seconds()):
        return []
    after = (stored_settings.get(session, _CURSOR) or {"id": 0})["id"]
    query = (
        select(NoticeRow.id, NoticeRow.key, NoticeRow.provider_id)
        .where(
            NoticeRow.channel == Channel.ZBS,
            NoticeRow.state == NoticeState.SENT,
            NoticeRow.id > after,
            NoticeRow.sent_at.between(now - LONG, now - SOON),
            NoticeRow.code.is_distinct_from(DELIVERED),
            NoticeRow.provider_id.is_not(None),
        )
        .order_by(NoticeRow.id)
        .limit(limit)
    )
    found = [Awaited(row, key, provider or "") for row, key, provider in session.execute(query)]
    stored_settings.put(session, _CURSOR, {"id": found[-1].id if len(found) == limit else 0})
    return found


def not_yet(session: Session, notice: int) -> None:
    """Zalo has it and the telephone has not, as far as Zalo knows."""
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.id == notice, NoticeRow.code.is_distinct_from(DELIVERED))
        .values(reason=PUSHED)
    )


def delivered(
    session: Session, *, tracking_id: str, message_id: str, at: datetime, now: datetime
) -> int | None:
    """Note the arrival once; a notice we were unsure of is now known as sent. The notice's id, if it is news.

    If the call comes before the sender has settled, or after it died, the arrival is the better knowledge:
    the claim is taken from it, so that nobody sends again.
    """
    if len(tracking_id) != SHOWN or not set(tracking_id) <= HEXADECIMAL:
        return None
    found = session.execute(
        update(NoticeRow)
        .where(
            NoticeRow.key >= tracking_id,
            NoticeRow.key < tracking_id + "g",
            NoticeRow.state.in_(PERHAPS_LEFT),
            NoticeRow.code.is_distinct_from(DELIVERED),
        )
        .values(
            state=NoticeState.SENT,
            code=DELIVERED,
            reason=None,
            provider_id=message_id or NoticeRow.provider_id,
        )
        .values(ready_at=None, claim=None, lease_until=None)
        .returning(NoticeRow.id, NoticeRow.plan_id, NoticeRow.obligation_id, NoticeRow.unit)
    ).first()
    if found is None:
        return None
    notice: int = found.id
    session.execute(
        update(NoticeRow).where(NoticeRow.id == notice, NoticeRow.sent_at.is_(None)).values(sent_at=at)
    )
    audit.log(
        session,
        Channel.ZALO,
        DELIVERED,
        now=now,
        plan_id=found.plan_id,
        obligation_id=found.obligation_id,
        unit=found.unit,
        notice=notice,
        arrived=at.isoformat(),
    )
    return notice
