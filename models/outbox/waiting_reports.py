"""Word to whoever decides that a report waits: the first few of a day at once, others in one morning list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of, instant
from cascade.notices.kinds import Occasion
from cascade.reminders import awaiting
from models.outbox.enqueue import enqueue
from models.tables import NoticeRow, ObligationRow
from models.views.notice_views import NewNotice


def notify_decider(
    session: Session, decider: str, row: ObligationRow, number: int, morning: datetime, now: datetime
) -> None:
    """A report has come; `morning`: when the list leaves that it may stand in."""
    if _told_today(session, decider, now) >= awaiting.AT_ONCE:
        enqueue(session, [listed(decider, [(row.id, f"came:{number}")], morning)], now)
        return
    one = NewNotice(
        plan_id=row.plan_id,
        unit=decider,
        occasion=Occasion.AWAITING,
        rung=f"{Occasion.AWAITING}:{number}",
        revision=row.revision,
        due_at=now,
        obligation_id=row.id,
        facts={"received": now.isoformat()},
    )
    enqueue(session, [one], now)


def listed(decider: str, items: Sequence[tuple[int, str]], morning: datetime) -> NewNotice:
    """The list of a morning over all plans; what comes before it leaves joins it."""
    return NewNotice(
        plan_id=None,
        unit=decider,
        occasion=Occasion.AWAITING,
        rung=awaiting.of_the_day(day_of(morning)),
        revision=0,
        due_at=morning,
        items=tuple(items),
    )


def _told_today(session: Session, decider: str, now: datetime) -> int:
    query = select(func.count()).where(
        NoticeRow.unit == decider,
        NoticeRow.occasion == Occasion.AWAITING,
        NoticeRow.obligation_id.is_not(None),
        NoticeRow.created_at >= instant(day_of(now), time()),
    )
    return session.scalar(query) or 0
