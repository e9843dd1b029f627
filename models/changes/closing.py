"""Tells everybody whom a plan has asked for something, and the office that follows it, that it is over.

What is not done stands in the letter of the unit that owes it; the office's own letter lists all of it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Occasion
from cascade.reports.obligation_states import ObligationState
from models.channels import sending_hours
from models.database.ledger import acting
from models.org import contact_list
from models.outbox import notice_rows
from models.tables import NoticeItemRow, NoticeRow, ObligationRow, PlanRow
from models.views.notice_views import NewNotice

_RUNG = Occasion.CLOSING.value


def announce(session: Session, plan_id: int, now: datetime) -> int:
    """Queue the last word about a plan, once to each unit; called once, when it is closed."""
    acting(session, "announce")
    plan = session.get_one(PlanRow, plan_id)
    desk = plan.desk or plan.issuer
    asked = (ObligationRow.plan_id == plan_id, ObligationRow.state != ObligationState.WITHDRAWN.value)
    units = {desk, *session.scalars(select(ObligationRow.unit).where(*asked).distinct())}
    posts = contact_list.in_post(session, units, day_of(now))
    notices = (
        NewNotice(plan_id, unit, Occasion.CLOSING, _RUNG, plan.revision, now) for unit in sorted(units)
    )
    notice_rows.write_fresh(session, notices, posts, now, sending_hours.by_plan(session, {plan_id}))
    _list(session, plan_id, desk)
    return len(units)


def beforehand(session: Session, plan_id: int, limit: int) -> tuple[int, int, list[int]]:
    """How many duties a plan would leave open, how many units its end tells, and the first of the duties."""
    plan = session.get_one(PlanRow, plan_id)
    owed = ObligationRow.plan_id == plan_id
    undone = session.scalars(select(func.count()).where(owed, ObligationRow.undone)).one()
    asked = select(ObligationRow.unit).where(owed, ObligationRow.state != ObligationState.WITHDRAWN.value)
    told = session.scalars(select(func.count()).select_from(asked.distinct().subquery())).one()
    desk = plan.desk or plan.issuer
    told += session.scalar(asked.where(ObligationRow.unit == desk).limit(1)) is None
    first = select(ObligationRow.id).where(owed, ObligationRow.undone).order_by(ObligationRow.id).limit(limit)
    return undone, told, list(session.scalars(first))


def _list(session: Session, plan_id: int, desk: str) -> None:
    """The lines of all these letters in one statement, however many there are."""
    whose = or_(ObligationRow.unit == NoticeRow.unit, NoticeRow.unit == desk)
    lines = (
        select(NoticeRow.id, ObligationRow.id, literal(_RUNG))
        .join(ObligationRow, and_(ObligationRow.plan_id == NoticeRow.plan_id, whose))
        .where(NoticeRow.plan_id == plan_id, NoticeRow.occasion == _RUNG, ObligationRow.undone)
    )
    session.execute(insert(NoticeItemRow).from_select(["notice_id", "obligation_id", "rung"], lines))
