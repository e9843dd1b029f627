"""What a unit asked is granted or declined in one act, by the unit above it or the office of the plan.

The duty is taken in hand first: of two who answer at once the second sees the answer of the first.
"""

from __future__ import annotations

from datetime import date, datetime

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.notices.kinds import Occasion
from cascade.org import format
from models.database.ledger import Session, acting
from models.obligations import exceptions, locked
from models.obligations.locked import Owed
from models.outbox import act_notices
from models.plans import asks
from models.views.ask_views import Ask, AskKind, AskState
from models.views.plan_views import PlanState
from services.answers.asking import unit_asks


def grant(
    session: Session,
    number: int,
    *,
    now: datetime,
    by: str,
    office: str | None = None,
    until: date | None = None,
    to: str = "",
) -> Ask:
    """By whoever may decide: it is done as asked, or until another day, by another unit. Twice is once.

    `office`: the unit that decides; none: the office that follows the plan. Refusal: somebody has declined
    it, another one came in its place, nothing is owed any more, the day is past or no later than the
    deadline there is, no unit is named, or it is not the decider's to give.
    """
    ask, owed = _in_hand(session, number, now)
    if ask.state is AskState.GRANTED:
        return ask
    _refuse_answered(ask)
    if owed.plan.state != PlanState.RUNNING:
        raise Refusal("", Told("kế hoạch đã kết thúc", "the plan is closed"))
    if ask.kind is AskKind.LATER:
        later = until or ask.until
        assert later is not None
        exceptions.extend(session, owed.row.id, later, ask.why, by=by, now=now, office=office)
    else:
        heir = unit_asks.heir_of(session, owed, to, now) if to.strip() else ask.to_unit
        if heir is None:
            what = Told("chưa ghi đơn vị nào", "no unit is named")
            raise Refusal(
                unit_asks.UNIT, what, Told("ghi tên đơn vị nhận nhiệm vụ", "name the unit that takes it")
            )
        if office is not None and not unit_asks.may_give(session, owed, office, heir, now):
            what = Told("đơn vị nhận không trực thuộc đơn vị quyết định", "it does not stand below you")
            todo = Told("để cơ quan theo dõi kế hoạch quyết định", "leave it to the office of the plan")
            raise Refusal(unit_asks.UNIT, what, todo)
        exceptions.hand_over(session, owed.row.id, heir, ask.why, by=by, now=now, office=office)
    asks.settle(session, number, AskState.GRANTED, "", now, by)
    unit_asks.log(session, owed, "ask_granted", number, now, by)
    return asks.one(session, number, now)


def decline(
    session: Session, number: int, why: str, *, now: datetime, by: str, office: str | None = None
) -> Ask:
    """By whoever may decide: nothing changes, and the unit reads why. Twice is once.

    Refusal: without a reason, somebody has granted it, or another one came in its place.
    """
    ask, owed = _in_hand(session, number, now)
    if ask.state is AskState.DECLINED:
        return ask
    _refuse_answered(ask)
    said = unit_asks.reason_of(session, owed, why)
    asks.settle(session, number, AskState.DECLINED, said, now, by)
    unit_asks.log(session, owed, "ask_refused", number, now, by, why=said)
    facts: dict[str, object] = {"reason": said, **act_notices.decided_in(office)}
    if ask.until is not None:
        facts["until"] = ask.until.isoformat()
    if owed.row.undone and owed.plan.state == PlanState.RUNNING:
        row = owed.row
        act_notices.about(
            session,
            owed.plan.id,
            row.id,
            row.unit,
            Occasion.ASK_DECLINED,
            f"{Occasion.ASK_DECLINED}:{number}",
            row.revision,
            now,
            facts,
        )
    return asks.one(session, number, now)


def _in_hand(session: Session, number: int, now: datetime) -> tuple[Ask, Owed]:
    """Read, then locked by its duty, then read again: whoever decides second sees what the first did."""
    acting(session, "answer_ask")
    owed = locked.fetch(session, asks.one(session, number, now).obligation_id)
    return asks.one(session, number, now), owed


def _refuse_answered(ask: Ask) -> None:
    if ask.state is AskState.WAITS:
        return
    if ask.state is AskState.REPLACED:
        what = Told("đơn vị đã gửi đề nghị khác thay đề nghị này", "another request has replaced this one")
        raise Refusal("", what, Told("xem đề nghị mới nhất", "see the latest one"))
    day = format.told_day(day_of(ask.decided_at)) if ask.decided_at else ""
    what = tell(
        "{who} đã trả lời ngày {day}: {state}",
        "{who} has answered on {day}: {state}",
        who=ask.decided_by or "",
        day=day,
        state=ask.state.told,
    )
    raise Refusal("", what)
