"""Takes notices in hand to send them: a lease, a token that proves it, and all their words need."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import NoticeState
from models.channels import rates
from models.database.ledger import acting
from models.messages import batch
from models.tables import NoticeRow
from models.views.records import Claimed

LEASE = timedelta(minutes=5)


def claim(
    session: Session,
    now: datetime,
    worker: str,
    limit: int = 50,
    lease: timedelta = LEASE,
    channels: Collection[str] | None = None,
) -> list[Claimed]:
    """What is ready, the oldest first, as far as each channel's rate allows. Commit before sending."""
    acting(session, "claim")
    token = f"{worker}:{uuid.uuid4().hex}"
    taken: list[int] = []
    for name in _waiting_channels(session, now):
        room = limit - len(taken)
        if room > 0 and (channels is None or name in channels):
            allowed = rates.allowance(session, name, now, room)
            ids = _take(session, name, token, now, lease, allowed) if allowed else []
            rates.spend(session, name, len(ids), now)
            taken += ids
    return batch.claimed(session, taken, now)


def waiting(session: Session) -> dict[str, datetime]:
    """By channel, when the first notice that waits may leave."""
    firsts = {name: _first(session, name) for name in _names(session)}
    return {name: at for name, at in firsts.items() if at is not None}


def next_ready(session: Session) -> datetime | None:
    """When the next notice may leave; None when nothing waits."""
    return min(waiting(session).values(), default=None)


def _waiting_channels(session: Session, now: datetime) -> list[str]:
    """Channels with something ready, the one that has waited longest first."""
    ready = [(at, name) for name, at in waiting(session).items() if at <= now]
    return [name for _, name in sorted(ready)]


def _names(session: Session) -> list[str]:
    """Channels that have ever been written to."""
    return rates.names(session)


def _first(session: Session, channel: str) -> datetime | None:
    query = select(NoticeRow.ready_at).where(NoticeRow.channel == channel, NoticeRow.ready_at.is_not(None))
    return session.scalar(query.order_by(NoticeRow.ready_at).limit(1))


def _take(
    session: Session, channel: str, token: str, now: datetime, lease: timedelta, limit: int
) -> list[int]:
    ready = (
        select(NoticeRow.id)
        .where(NoticeRow.channel == channel, NoticeRow.ready_at <= now)
        .order_by(NoticeRow.ready_at, NoticeRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
    )
    mine = session.execute(
        update(NoticeRow)
        .where(NoticeRow.id.in_(ready.scalar_subquery()))
        .values(
            state=NoticeState.SENDING,
            claim=token,
            lease_until=now + lease,
            attempt=NoticeRow.attempt + 1,
            ready_at=None,
            speaking_at=None,
        )
        .returning(NoticeRow.id)
    )
    return sorted(mine.scalars())
