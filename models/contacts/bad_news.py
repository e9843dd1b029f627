"""An address that stopped working: the unit above and the desk hear of it once, of several in one letter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import WAITS, Occasion
from cascade.notices.reasons import Reason
from models.org.contact_list import in_post
from models.outbox import notice_rows, unreachable
from models.tables import NoticeRow, PlanRow
from models.views.notice_views import NewNotice

TOGETHER = timedelta(minutes=30)
"""A list with fifty wrong addresses comes back within minutes, and is one letter to whoever hears of it."""
_RUNG = "bounced:"


def tell(
    session: Session, plan_id: int, units: Collection[str], address: str, why: str, now: datetime
) -> None:
    """Tell the nearest unit above each, and the desk; whoever still waits to hear of others hears of all."""
    plan = session.get(PlanRow, plan_id)
    if plan is None:
        return
    day = day_of(now)
    listed, _ = unreachable.nearest_above(session, units, day)
    told = {above: set(below) for above, below in listed.items()}
    told.setdefault(plan.desk or plan.issuer, set()).update(units)
    posts = in_post(session, told.keys(), day)
    reason = Reason.CAME_BACK.why(address, why).stored
    new = []
    for unit, below in sorted(told.items()):
        others = below - {unit}
        if others and unit in posts and posts[unit].addresses and not _joined(session, plan, unit, others):
            new.append(_notice(plan, unit, others, reason, now))
    if new:
        notice_rows.write(session, new, posts, now)


def _joined(session: Session, plan: PlanRow, unit: str, below: set[str]) -> bool:
    """Whether a letter that has not left yet took them in; their reasons are several then, and left out."""
    query = select(NoticeRow).where(
        NoticeRow.plan_id == plan.id,
        NoticeRow.unit == unit,
        NoticeRow.occasion == Occasion.UNREACHABLE,
        NoticeRow.rung.startswith(_RUNG),
        NoticeRow.state.in_(WAITS),
    )
    waiting = session.scalars(query.limit(1).with_for_update()).one_or_none()
    if waiting is None:
        return False
    named = {*waiting.facts["units"], *below}
    if named != set(waiting.facts["units"]):
        waiting.facts = {"units": sorted(named)}
        session.flush()
    return True


def _notice(plan: PlanRow, unit: str, below: set[str], reason: str, now: datetime) -> NewNotice:
    return NewNotice(
        plan_id=plan.id,
        unit=unit,
        occasion=Occasion.UNREACHABLE,
        rung=f"{_RUNG}{now.isoformat()}",
        revision=plan.revision,
        due_at=now,
        not_before=now + TOGETHER,
        facts={"units": sorted(below), "reason": reason},
    )
