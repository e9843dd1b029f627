"""Gives back what was taken in hand and will not be sent now: the channel must rest, or we must stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from cascade.notices.kinds import NoticeState
from models.channels import rates
from models.tables import NoticeRow
from models.views.records import Claimed


def release(session: Session, claimed: Sequence[Claimed]) -> None:
    """Back to their place in the queue, as if never taken. Only for what has surely not been spoken."""
    back: Counter[str] = Counter()
    for one in claimed:
        given = session.execute(
            update(NoticeRow)
            .where(
                NoticeRow.id == one.id, NoticeRow.claim == one.claim, NoticeRow.state == NoticeState.SENDING
            )
            .values(
                state=NoticeState.QUEUED,
                ready_at=NoticeRow.due_at,
                claim=None,
                lease_until=None,
                attempt=NoticeRow.attempt - 1,
            )
            .returning(NoticeRow.channel),
            execution_options={"synchronize_session": False},
        )
        back.update(given.scalars())
    for channel, count in sorted(back.items()):
        rates.give_back(session, channel, count)
