"""The notices that acts give rise to: a receipt, a return, an extension, an opened duty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from cascade.notices.kinds import Occasion
from models.outbox.enqueue import enqueue
from models.views.notice_views import NewNotice


def about(
    session: Session,
    plan_id: int,
    obligation_id: int,
    unit: str,
    occasion: str,
    rung: str,
    revision: int,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Tell a unit what became of one of its duties."""
    notice = NewNotice(
        plan_id=plan_id,
        unit=unit,
        occasion=occasion,
        rung=rung,
        revision=revision,
        due_at=now,
        obligation_id=obligation_id,
        facts=facts or {},
    )
    enqueue(session, [notice], now)


def opened(session: Session, plan_id: int, rows: Iterable[tuple[int, str, int]], now: datetime) -> None:
    """Those below have reported: the unit is asked for its own report."""
    notices = [
        NewNotice(
            plan_id=plan_id,
            unit=unit,
            occasion=Occasion.REPORT_REQUEST,
            rung="opened",
            revision=revision,
            due_at=now,
            obligation_id=obligation,
        )
        for obligation, unit, revision in rows
    ]
    enqueue(session, notices, now)
