"""A unit asks for more time, or says that a duty is not its own.

What is asked changes nothing until somebody else has decided: the deadline holds and reminders go on. A
secret duty is asked about by its day alone: the reason goes on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told, tell
from cascade.notices.kinds import Occasion
from cascade.reminders import awaiting
from cascade.reports import own_deadline, secrecy
from models.database import audit
from models.database.ledger import Session, acting
from models.obligations import locked, obligations, own_dates
from models.obligations.locked import Owed
from models.org import names_in_time, units
from models.outbox import act_notices
from models.plans import asks, revisions, typed_reasons
from models.views.ask_views import Ask, AskKind, AskState
from models.views.notice_views import NewNotice
from models.views.obligation_views import ObligationDetail
from models.views.plan_views import PlanState
from services import targets

MOST = 5
"""Questions about one duty within a week: who has more to say should telephone."""
_WEEK = timedelta(days=7)
DAY = Told("Ngày đề nghị", "The day asked for")
UNIT = Told("Đơn vị nhận", "The other unit")
_TELEPHONE = Told("liên hệ cơ quan theo dõi", "telephone the responsible office")


def ask_later(session: Session, obligation_id: int, until: date, why: str, *, now: datetime, by: str) -> Ask:
    """Ask for a later date, to the end of that day. The same asked twice is one question.

    Refusal: nothing is owed, nobody stands above, no reason, a day that is past, no later or too far away,
    or the unit has asked too often.
    """
    acting(session, "ask")
    owed = _owed(session, obligation_id, now)
    if owed.deadline is None:
        what = Told("nhiệm vụ này chưa có hạn", "this duty has no deadline yet")
        raise Refusal(DAY, what, Told("chưa cần xin gia hạn", "there is no need to ask for more time"))
    try:
        own_deadline.check_asked(until, day_of(now), owed.deadline)
    except Wrong as wrong:
        raise Refusal(DAY, wrong.what, wrong.todo) from None
    later = own_dates.moment(session, owed.plan, until)
    said = reason_of(session, owed, why)
    if same := _asked_already(session, owed, AskKind.LATER, later, None, said, now):
        return same
    decider = _decider(owed)
    number = asks.add(
        session, owed.row.id, AskKind.LATER, until=later, why=said, decider=decider, now=now, by=by
    )
    log(session, owed, "ask_later", number, now, by, until=later, why=said)
    facts = {"until": later.isoformat()}
    return _tell(session, asks.one(session, number, now), owed, Occasion.EXTENSION_ASKED, facts, now)


def ask_other_unit(session: Session, obligation_id: int, to: str, why: str, *, now: datetime, by: str) -> Ask:
    """Say that the duty is not the unit's own; `to`: who should have it, by code or name, empty: unknown.

    Refusal: nothing is owed, nobody stands above, no reason, no such unit, one that has the duty already,
    or the unit has asked too often.
    """
    acting(session, "ask")
    owed = _owed(session, obligation_id, now)
    heir = heir_of(session, owed, to, now) if to.strip() else None
    said = reason_of(session, owed, why)
    if same := _asked_already(session, owed, AskKind.OTHER_UNIT, None, heir, said, now):
        return same
    decider = _decider(owed)
    if heir is not None and not may_give(session, owed, decider, heir, now):
        decider = owed.plan.desk or owed.plan.issuer
        decider = _decider(owed) if decider == owed.row.unit else decider
    number = asks.add(
        session, owed.row.id, AskKind.OTHER_UNIT, to_unit=heir, why=said, decider=decider, now=now, by=by
    )
    log(session, owed, "ask_other_unit", number, now, by, to_unit=heir, why=said)
    made = asks.one(session, number, now)
    facts = {"changes": [made.to_name] if made.to_name else []}
    return _tell(session, made, owed, Occasion.HAND_OVER_ASKED, facts, now)


def take_back(session: Session, obligation_id: int, number: int, *, now: datetime, by: str) -> Ask:
    """The unit needs no answer any more; whoever had read the question is told. Twice is once.

    Refusal: the question is not about that duty, or it is answered, or another came in its place.
    """
    acting(session, "ask")
    owed = locked.fetch(session, obligation_id)
    ask = asks.one(session, number, now)
    if ask.obligation_id != obligation_id:
        raise Refusal("", Told("không có đề nghị này", "there is no such request"))
    if ask.state is AskState.TAKEN_BACK:
        return ask
    if ask.state is not AskState.WAITS:
        what = tell("đề nghị không còn chờ: {state}", "it waits no more: {state}", state=ask.state.told)
        raise Refusal("", what, Told("xem lại trang này", "look at the page again"))
    asks.settle(session, number, AskState.TAKEN_BACK, "", now, by)
    log(session, owed, "ask_recalled", number, now, by)
    if ask.live and act_notices.has_left(session, obligation_id, _rung(ask)):
        facts: dict[str, object] = {"of_unit": ask.unit_name, "received": ask.at.isoformat()}
        if ask.until is not None:
            facts["until"] = ask.until.isoformat()
        rung, revision = f"{Occasion.ASK_TAKEN_BACK}:{number}", owed.row.revision
        told = (owed.plan.id, obligation_id, ask.decider, Occasion.ASK_TAKEN_BACK, rung, revision, now)
        act_notices.about(session, *told, facts)
    return asks.one(session, number, now)


def _rung(ask: Ask) -> str:
    """Of the notice that tells whoever decides."""
    later = ask.kind is AskKind.LATER
    return f"{Occasion.EXTENSION_ASKED if later else Occasion.HAND_OVER_ASKED}:{ask.id}"


def _owed(session: Session, obligation_id: int, now: datetime) -> Owed:
    """Taken in hand: two questions, and a question and an answer, come one after the other."""
    owed = locked.fetch(session, obligation_id)
    if not owed.row.undone or owed.plan.state != PlanState.RUNNING:
        what = Told("nhiệm vụ này không còn phải thực hiện", "this duty no longer has to be done")
        raise Refusal("", what)
    if _above(owed) is None:
        what = Told("không có cấp nào ở trên để quyết định", "nobody stands above to decide")
        raise Refusal("", what, Told("điều chỉnh kế hoạch", "amend the plan"))
    return owed


def _above(owed: Owed) -> str | None:
    plan = owed.plan
    return awaiting.decider(owed.row.unit, owed.row.above, plan.root, plan.desk or plan.issuer)


def _decider(owed: Owed) -> str:
    found = _above(owed)
    assert found is not None
    return found


def standing(session: Session, duty: ObligationDetail, now: datetime) -> list[Ask]:
    """Of each kind the last one about a duty, while it waits, or was declined and the duty is still owed."""
    last: dict[AskKind, Ask] = {}
    for one in asks.of_duty(session, duty.row.id, now):
        last.setdefault(one.kind, one)
    owed = duty.row.state.undone
    return [one for one in last.values() if one.live or (owed and one.state is AskState.DECLINED)]


def may_ask(duty: ObligationDetail) -> bool:
    """Whether something is owed, in a plan that runs, to somebody who could answer."""
    above = awaiting.decider(duty.row.unit, duty.above, duty.root, duty.desk)
    return duty.running and duty.row.state.undone and above is not None


def reason_of(session: Session, owed: Owed, typed: str) -> str:
    """Why, as the other side reads it; of a secret duty nothing is kept. Refusal: as for a typed reason."""
    secret = owed.duty.secret or owed.plan.secret
    said = typed_reasons.reason(session, owed.plan.code, typed, needed=not secret)
    return secrecy.content(said, secret, "")


def heir_of(session: Session, owed: Owed, typed: str, now: datetime) -> str:
    """The other unit by its code or name. Refusal: there is none, or it has the duty already."""
    try:
        heir = targets.unit(session, typed, now).code
    except Refusal as wrong:
        raise Refusal(UNIT, wrong.what, wrong.todo) from None
    if heir == owed.row.unit:
        what = Told("đó là chính đơn vị đang có nhiệm vụ", "that is the very unit that has it")
        raise Refusal(UNIT, what, Told("chọn đơn vị khác", "choose another unit"))
    if obligations.owes(session, owed.plan.id, owed.duty.key, heir):
        what = Told("đơn vị này đã có chính nhiệm vụ đó", "this unit already has the same duty")
        raise Refusal(UNIT, what, Told("chọn đơn vị khác", "choose another unit"))
    return heir


def may_give(session: Session, owed: Owed, office: str, heir: str, now: datetime) -> bool:
    """Whether that office may give the duty to the other unit: the plan's own to anybody, others below."""
    if office in (owed.plan.desk, owed.plan.issuer, owed.plan.root):
        return True
    return office in units.ancestors(session, {heir}, day_of(now))[heir]


def _asked_already(
    session: Session,
    owed: Owed,
    kind: AskKind,
    until: datetime | None,
    to_unit: str | None,
    why: str,
    now: datetime,
) -> Ask | None:
    """The button was pressed twice. Refusal: it was asked too often."""
    for one in asks.of_duty(session, owed.row.id, now):
        if (one.kind, one.state, one.until, one.to_unit, one.why) == (
            *(kind, AskState.WAITS, until, to_unit, why),
        ):
            return one
    if asks.lately(session, owed.row.id, now - _WEEK) >= MOST:
        what = Told("đơn vị đã gửi quá nhiều đề nghị về nhiệm vụ này", "too much was asked about this duty")
        raise Refusal("", what, _TELEPHONE)
    return None


def _tell(
    session: Session, ask: Ask, owed: Owed, occasion: Occasion, more: Mapping[str, object], now: datetime
) -> Ask:
    """Whoever decides hears of it, with the link to the very page that takes the answer."""
    facts = {
        "of_unit": names_in_time.today(session, ask.unit, now),
        "reason": ask.why,
        "received": now.isoformat(),
        asks.ASK: ask.id,
        "page": f"truc-thuoc/{ask.obligation_id}/de-nghi/{ask.id}",
        **more,
    }
    notice = NewNotice(
        plan_id=owed.plan.id,
        unit=ask.decider,
        occasion=occasion,
        rung=_rung(ask),
        revision=owed.row.revision,
        due_at=now,
        obligation_id=owed.row.id,
        facts=facts,
    )
    calendar = revisions.calendar(revisions.row(session, owed.plan.id, owed.plan.revision))
    act_notices.ask(session, notice, awaiting.morning(now, calendar), now)
    soon, late = awaiting.ask_steps(now, owed.deadline, calendar)
    pressed = ((ask.decider, soon), (owed.plan.desk or owed.plan.issuer, late))
    act_notices.press_for_answer(session, pressed, (owed.row.id, notice.rung), now)
    return ask


def log(
    session: Session, owed: Owed, act: str, number: int, now: datetime, by: str, **detail: object
) -> None:
    """One line in the log about a question."""
    audit.log(
        session,
        by,
        act,
        now=now,
        plan_id=owed.plan.id,
        obligation_id=owed.row.id,
        unit=owed.row.unit,
        duty=owed.duty.key,
        request=number,
        **detail,
    )
