"""Asks for one duty at once, without waiting for the next rung of the ladder; never twice on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.notices.kinds import Occasion
from cascade.org import format
from cascade.plan.typed.levels import told_key
from cascade.reports.obligation_states import ObligationState
from models import outbox
from models.database import audit
from models.database.ledger import Session
from models.obligations import obligations
from models.plans import duties, plans
from models.reminders import heard_today
from models.views.notice_views import NewNotice
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanState
from services import targets


@dataclass(frozen=True, slots=True)
class RemindedNow:
    """Who is asked, and who is left in peace."""

    asked: tuple[ObligationView, ...]
    """Each gets one letter."""
    heard: tuple[tuple[ObligationView, datetime], ...]
    """Reminded of it today already, or about to be, and when: by the sweep or by an earlier form."""
    at_work: tuple[tuple[ObligationView, datetime], ...]
    """They have said that they are at it, and until when they are not reminded."""


def ask_now(session: Session, plan: str, duty: str, named: str, now: datetime, by: str) -> RemindedNow:
    """Remind at once of one duty: one unit, overdue or not, or every unit that is overdue with it.

    Refusal: no such plan or duty, no such unit or several of that name, or it owes nothing to be asked for.
    """
    record = plans.known(session, plan)
    if record.state is PlanState.CLOSED:
        what = Told("kế hoạch đã kết thúc, không nhắc ai nữa", "the plan is closed, nobody is reminded")
        raise Refusal(plan, what)
    plans.lock(session, record.id)  # the sweep calls the plan's rungs under the same lock
    if named:
        rows = [_owed(targets.obligation(session, plan, duty, named, now))]
    else:
        rows = [row for row in _of_duty(session, record.id, plan, duty, now) if row.late and _asks(row)]
    ids = [row.id for row in rows]
    told, resting = heard_today.reminded(session, ids, now), heard_today.resting(session, ids, now)
    asked = tuple(row for row in rows if row.id not in told and row.id not in resting)
    outbox.enqueue(session, [_notice(row, now) for row in asked], now)
    audit.log(session, by, "ask_now", now=now, plan_id=record.id, duty=duty, asked=len(asked))
    return RemindedNow(
        asked,
        tuple((row, told[row.id]) for row in rows if row.id in told),
        tuple((row, resting[row.id]) for row in rows if row.id in resting and row.id not in told),
    )


def _of_duty(session: Session, plan_id: int, plan: str, duty: str, now: datetime) -> list[ObligationView]:
    """Of "D6" all levels that owe it; of "D6/grassroots" those alone."""
    known = [one for one in duties.records(session, plan_id) if duty in (one.key, one.requirement)]
    if not known:
        what = tell("kế hoạch không có nhiệm vụ “{duty}”", "the plan has no duty “{duty}”", duty=duty)
        seen = f"`dondoc status {plan}`"
        todo = tell(
            "xem mã nhiệm vụ trong bảng tiến độ, hoặc {seen}", "see the progress, or {seen}", seen=seen
        )
        raise Refusal(Told("Nhiệm vụ", "Duty"), what, todo)
    exact = [one for one in known if one.key == duty]
    keys = [one.key for one in exact or known]
    return [row for key in keys for row in obligations.rows(session, plan_id, now=now, duty=key)]


def _asks(row: ObligationView) -> bool:
    return row.state in (ObligationState.OPEN, ObligationState.RETURNED)


def _owed(row: ObligationView) -> ObligationView:
    if _asks(row):
        return row
    where = tell("{unit}, nhiệm vụ {duty}", "{unit}, duty {duty}", unit=row.unit_name, duty=told_key(row.key))
    if row.state is ObligationState.WAITING:
        opens = format.told_day(day_of(row.next_at)) if row.next_at else None
        what = Told("chưa tới lúc làm", "it is not open yet")
        todo = tell("đợi đến {day}", "wait until {day}", day=opens) if opens else ""
        raise Refusal(where, what, todo)
    raise Refusal(where, Told("không còn nợ báo cáo", "nothing is owed any more"))


def _notice(row: ObligationView, now: datetime) -> NewNotice:
    return NewNotice(
        plan_id=row.plan_id,
        unit=row.unit,
        occasion=Occasion.OVERDUE if row.late else Occasion.REMINDER,
        rung=f"{heard_today.ASKED}{day_of(now).isoformat()}",
        revision=row.revision,
        due_at=now,
        obligation_id=row.id,
    )
