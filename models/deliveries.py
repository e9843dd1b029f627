"""What a channel tells us afterwards: this message has reached the telephone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import audit
from models.tables import NoticeRow

SHOWN = 48
"""Letters of a notice's key that Zalo carries as tracking_id and gives back."""
DELIVERED = "delivered"
HEXADECIMAL = frozenset("0123456789abcdef")


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
            NoticeRow.state.in_(("sending", "unknown", "sent")),
            NoticeRow.code.is_distinct_from(DELIVERED),
        )
        .values(state="sent", code=DELIVERED, provider_id=message_id or NoticeRow.provider_id)
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
        "zalo",
        DELIVERED,
        now=now,
        plan_id=found.plan_id,
        obligation_id=found.obligation_id,
        unit=found.unit,
        notice=notice,
        arrived=at.isoformat(),
    )
    return notice
