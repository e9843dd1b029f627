"""The rule of two: where it is in force, a plan is issued, amended or closed when a second officer confirms.

Every door comes past `need`: the office, the command line and the forms of the board.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.org.office_roles import Right
from models.database import audit
from models.database.ledger import Session
from models.org import units, work_calendar
from models.plans import second_acts
from models.plans.second_acts import in_force
from models.views.office_views import Officer
from models.views.second_views import Second, SecondAct, SecondState, TurnedDown
from services.issuing import fingerprints

__all__ = ["in_force"]
LASTS = 3
"""Working days after the one it was asked on; then it must be asked anew."""
SHOWN = timedelta(days=30)
"""So long the officer who asked sees why it was not confirmed."""
_WHERE = Told("Xác nhận của cán bộ thứ hai", "The second officer")


def switch(session: Session, on: bool, *, now: datetime, by: str) -> None:
    """Put the rule in force, or end it; acts that wait may still be confirmed or refused."""
    second_acts.put_in_force(session, on)
    audit.log(session, by, "second_rule", now=now, on=on)


def need(session: Session, act: SecondAct, confirmed: Second | None) -> None:
    """Refusal: the rule is in force and nobody has confirmed this act."""
    if not in_force(session):
        return
    if confirmed is None or confirmed.act is not act or confirmed.state is not SecondState.CONFIRMED:
        what = tell(
            "{act} cần cán bộ thứ hai xác nhận", "to {act} wants a second officer's word", act=act.told
        )
        todo = Told(
            "làm trên trang văn phòng: một cán bộ đề nghị, cán bộ khác xác nhận",
            "use the office's pages: one officer asks, another confirms",
        )
        raise Refusal(_WHERE, what, todo)


def ask(
    session: Session,
    act: SecondAct,
    unit: str,
    officer: Officer,
    body: Mapping[str, object],
    *,
    now: datetime,
    draft_id: int | None = None,
    plan_id: int | None = None,
) -> None:
    """Ask for a second officer; `body`: the mark of what was seen, the plan's title, what the act needs.

    Refusal: it has been asked for already, and still waits.
    """
    second_acts.hold(session)
    waits = still_asked(session, act, now, draft_id=draft_id, plan_id=plan_id)
    if waits is not None:
        what = tell("{name} đã đề nghị và đang chờ", "{name} has asked, and it waits", name=waits.officer)
        raise Refusal(_WHERE, what, Told("xem rồi xác nhận hoặc từ chối", "look, then confirm or refuse"))
    about = {"draft_id": draft_id, "plan_id": plan_id}
    second_acts.ask(session, act, unit, body, officer_id=officer.id, now=now, **about)
    audit.log(session, officer.name, "second_asked", now=now, plan_id=plan_id, unit=unit, what=act.value)


def still_asked(
    session: Session,
    act: SecondAct,
    now: datetime,
    *,
    draft_id: int | None = None,
    plan_id: int | None = None,
) -> Second | None:
    """What waits about a draft or a plan and may still be confirmed."""
    found = second_acts.asked(session, act, draft_id=draft_id, plan_id=plan_id)
    return found if found is not None and not expired(session, found, now) else None


def last_day(session: Session, asked: Second) -> date:
    """The last day on which it may be confirmed."""
    return work_calendar.load_calendar(session).shift(day_of(asked.at), LASTS)


def expired(session: Session, asked: Second, now: datetime) -> bool:
    """Whether it has waited too long."""
    return day_of(now) > last_day(session, asked)


def confirm(session: Session, number: int, officer: Officer, *, seen: str, now: datetime) -> Second:
    """The second officer's yes, to what the first one saw; whoever calls then does the act.

    Refusal: the officer asked for it, it no longer waits, or something else was seen.
    """
    found = _waiting(session, number, now)
    if found.officer_id == officer.id:
        what = Told("người đề nghị không tự xác nhận được", "whoever asked cannot confirm")
        raise Refusal(_WHERE, what, Told("nhờ cán bộ khác xác nhận", "ask another officer to confirm"))
    fingerprints.need_same(found.seen, seen)
    return _decided(session, found, SecondState.CONFIRMED, officer, now)


def refuse(session: Session, number: int, officer: Officer, why: str, *, now: datetime) -> Second:
    """The second officer's no. Refusal: no reason is given, or it no longer waits."""
    found = _waiting(session, number, now)
    if found.officer_id == officer.id:
        return _decided(session, found, SecondState.WITHDRAWN, officer, now)
    if not why.strip():
        what = Told("chưa ghi lý do", "no reason is given")
        todo = Told("ghi vì sao không xác nhận", "say why it is not confirmed")
        raise Refusal(Told("Lý do", "Reason"), what, todo)
    return _decided(session, found, SecondState.REFUSED, officer, now, why.strip())


def waiting_for(session: Session, officer: Officer, now: datetime) -> list[Second]:
    """What this officer may confirm or refuse: asked by somebody else, about a plan in their subtrees."""
    asked = [one for one in second_acts.waiting(session) if one.officer_id != officer.id]
    asked = [one for one in asked if not expired(session, one, now)]
    above = units.ancestors(session, _codes(asked), day_of(now)) if asked else {}
    return [one for one in asked if officer.may(Right.ISSUE, {one.unit, *above.get(one.unit, ())})]


def asked_by(session: Session, officer: Officer) -> list[Second]:
    """What this officer has asked for and nobody has decided; also what has waited too long."""
    return [one for one in second_acts.waiting(session) if one.officer_id == officer.id]


def not_confirmed(session: Session, officer: Officer, now: datetime) -> list[TurnedDown]:
    """What this officer has asked for lately and a second one did not confirm, with the reason."""
    return second_acts.refused(session, officer.id, now - SHOWN)


def _codes(asked: Collection[Second]) -> set[str]:
    return {one.unit for one in asked}


def _waiting(session: Session, number: int, now: datetime) -> Second:
    second_acts.hold(session)
    found = second_acts.one(session, number)
    if found is None:
        raise Refusal(_WHERE, Told("không có đề nghị này", "there is no such request"))
    if found.state is not SecondState.ASKED:
        what = tell("đề nghị này {state} rồi", "this has been decided: {state}", state=found.state.told)
        raise Refusal(_WHERE, what, Told("tải lại trang để xem", "load the page again"))
    if expired(session, found, now):
        day = format.told_day(last_day(session, found))
        what = tell("đề nghị này hết hạn ngày {day}", "this has expired on {day}", day=day)
        raise Refusal(_WHERE, what, Told("đề nghị lại từ đầu", "ask for it anew"))
    return found


def _decided(
    session: Session, found: Second, state: SecondState, officer: Officer, now: datetime, why: str = ""
) -> Second:
    second_acts.decide(session, found.id, state, officer_id=officer.id, now=now, why=why)
    about: dict[str, object] = {"what": found.act.value, "state": state.value, "asked_by": found.officer}
    about |= {"why": why} if why else {}
    by, plan_id, unit = officer.name, found.plan_id, found.unit
    audit.log(session, by, "second_decided", now=now, plan_id=plan_id, unit=unit, obligation_id=None, **about)
    decided = second_acts.one(session, found.id)
    assert decided is not None
    return decided
