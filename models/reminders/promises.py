"""A late unit says by which day it will be done: the last word counts, and no deadline moves by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.reminders import promised_day
from cascade.result.obligation import Step
from models.database import audit, sql
from models.database.ledger import acting
from models.obligations import locked
from models.obligations.locked import Owed
from models.plans import duties, revisions
from models.tables import PromiseRow


def give(session: Session, obligation_id: int, day: date, note: str, *, now: datetime, by: str) -> None:
    """The unit says by which day it will be done; until then it rests, and after it it is pressed again.

    Refusal: nothing is late, the form takes no report any more, or the day is past or too far away.
    """
    acting(session, "promise")
    owed = locked.fetch(session, obligation_id)
    locked.refuse_if_closed(owed, now)
    if not owed.row.overdue(now):
        what = Told("nhiệm vụ này không quá hạn", "this duty is not overdue")
        raise Refusal(owed.row.unit, what, Told("báo cáo như thường lệ", "report as usual"))
    closes = None if owed.row.extended_until else owed.row.closes_at
    try:
        promised_day.check(day, day_of(now), closes)
    except Wrong as wrong:
        raise Refusal(_DAY, wrong.what, wrong.todo) from None
    _press_after(session, owed, day)
    row = {"obligation_id": obligation_id, "day": day, "note": note, "at": now, "by": by}
    sql.replace(session, PromiseRow, ["obligation_id"], row)
    audit.log(
        session,
        by,
        "promise",
        now=now,
        plan_id=owed.plan.id,
        obligation_id=obligation_id,
        unit=owed.row.unit,
        duty=owed.duty.key,
        day=day.isoformat(),
    )


_DAY = Told("Ngày dự kiến", "The day")


def _press_after(session: Session, owed: Owed, day: date) -> None:
    kept = revisions.row(session, owed.plan.id, owed.plan.revision)
    hours = revisions.plan(kept).policy.send_hours
    row = owed.row
    steps = promised_day.pressed(_to_come(owed), day, revisions.calendar(kept), hours)
    row.own_steps = duties.plain_steps(steps)
    row.next_at, row.next_rung = steps[0].at, steps[0].rung
    row.acknowledged_until = promised_day.rest(day)
    session.flush()


def _to_come(owed: Owed) -> Sequence[Step]:
    """The rungs that nobody has called yet: one whose hour has just come is still to be called."""
    row = owed.row
    if row.next_rung is None:
        return ()
    steps = duties.steps(owed.duty.steps if row.own_steps is None else row.own_steps)
    places = [place for place, step in enumerate(steps) if step.rung == row.next_rung]
    return steps[places[0] :] if places else ()
