"""What a person grants against the plan: a later date, an exemption, a duty handed over, a stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.org.tree import Contact
from cascade.reports.obligation_states import ObligationState
from models.contacts import import_contacts
from models.database import audit
from models.database.ledger import acting
from models.obligations import collect, obligations, own_dates
from models.obligations.locked import Owed, fetch
from models.outbox import act_notices
from models.tables import ExceptionRow, ObligationRow, UnitRow


def extend(
    session: Session,
    obligation_id: int,
    until: date | datetime,
    why: str,
    *,
    by: str,
    now: datetime,
    office: str | None = None,
) -> None:
    """Grant a later date; the ladder starts again from it.

    `office`: the unit that decides, which signs the letter; none: the office that follows the plan.
    Refusal: nothing open is owed, or the day is past or not later than the deadline.
    """
    acting(session, "extend")
    owed = _owing(session, obligation_id)
    later = own_dates.moment(session, owed.plan, until)
    if owed.deadline is not None and later <= owed.deadline:
        what = Told(
            "ngày gia hạn phải sau hạn hiện nay", "an extension must be later than the deadline there is"
        )
        raise Refusal(owed.row.unit, what, Told("chọn một ngày muộn hơn", "choose a later day"))
    if later <= now:
        what = Told("ngày gia hạn đã qua", "that day is past")
        raise Refusal(owed.row.unit, what, Told("chọn một ngày sau hôm nay", "choose a day after today"))
    was = owed.deadline
    own_dates.move(session, owed.plan, owed.row, owed.duty, later, now)
    session.flush()
    _grant(session, owed, "extension", why, by, now, until=later)
    facts = {"until": later.isoformat(), "reason": why, **({"was": was.isoformat()} if was else {})}
    facts |= act_notices.decided_in(office)
    _notify(session, owed, Occasion.EXTENDED, f"extended:{later.isoformat()}", now, facts)


def exempt(session: Session, obligation_id: int, why: str, *, by: str, now: datetime) -> None:
    """Let a unit off: it is neither reminded nor expected any more. Refusal: nothing open is owed."""
    acting(session, "extend")
    owed = _owing(session, obligation_id)
    _end(owed, ObligationState.EXEMPT, now)
    session.flush()
    _grant(session, owed, "exemption", why, by, now)
    _notify(session, owed, Occasion.WITHDRAWN, "exempt", now, {"reason": why})
    collect.after(session, owed.plan.id, owed.duty.key, owed.row.above, now)


def hand_over(
    session: Session,
    obligation_id: int,
    to_unit: str,
    why: str,
    *,
    by: str,
    now: datetime,
    office: str | None = None,
) -> int:
    """Let another unit answer for a duty: the first is withdrawn, the other owes it with the same date.

    `office`: as for `extend`.
    Refusal: nothing open is owed, or the other unit is unknown or owes the very same.
    """
    acting(session, "extend")
    owed = _owing(session, obligation_id)
    if session.scalar(select(UnitRow.id).where(UnitRow.code == to_unit).limit(1)) is None:
        what = Told("không có đơn vị này", "there is no such unit")
        todo = Told("sửa mã đơn vị nhận nhiệm vụ", "correct the code of the unit that takes over")
        raise Refusal(to_unit, what, todo)
    if obligations.owes(session, owed.plan.id, owed.duty.key, to_unit):
        what = Told("đơn vị này đã có chính nhiệm vụ đó", "this unit already has the same duty")
        raise Refusal(to_unit, what, Told("chọn đơn vị khác", "choose another unit"))
    first = owed.row.stands_for or owed.row.unit
    stands_for = first if first != to_unit else None
    made = pass_on(session, owed, to_unit, why, by=by, now=now, stands_for=stands_for)
    facts = {"reason": why, **act_notices.decided_in(office)}
    # It may come back and go again: each time is told.
    _notify(session, owed, Occasion.WITHDRAWN, f"handed_over:{to_unit}@{now.isoformat()}", now, facts)
    act_notices.about(
        session,
        owed.plan.id,
        made,
        to_unit,
        Occasion.ISSUED,
        f"handed_over@{now.isoformat()}",
        owed.row.revision,
        now,
        facts,
    )
    return made


def pass_on(
    session: Session, owed: Owed, to_unit: str, why: str, *, by: str, now: datetime, **place: object
) -> int:
    """Let the other unit's row go on where this one ends, with a trace. Nobody is told yet."""
    row = {**_copy(owed, to_unit, now), **place}
    old = session.scalar(
        select(ObligationRow.id).where(
            ObligationRow.unit == to_unit, ObligationRow.duty_id == owed.row.duty_id
        )
    )
    if old is None:
        made = session.scalars(insert(ObligationRow).returning(ObligationRow.id), row).one()
    else:
        # Withdrawn from it before; now it owes the same again.
        session.execute(update(ObligationRow).where(ObligationRow.id == old).values(**row))
        made = old
    _end(owed, ObligationState.WITHDRAWN, now)
    session.flush()
    _grant(session, owed, "hand_over", why, by, now, to_unit=to_unit)
    return made


def delegate(session: Session, person: Contact, *, by: str, now: datetime) -> None:
    """Let somebody stand in for a unit's contact, for the days that the contact names.

    Refusal: without a first and a last day, or backwards.
    """
    acting(session, "extend")
    if person.valid_from is None or person.valid_to is None:
        what = Told(
            "người thay phải có ngày bắt đầu và ngày kết thúc", "a stand-in needs a first and a last day"
        )
        raise Refusal(person.unit, what)
    if person.valid_to <= person.valid_from:
        what = Told("ngày cuối trước ngày đầu", "the last day is before the first one")
        raise Refusal(person.unit, what, Told("đổi lại hai ngày", "exchange the two days"))
    import_contacts.add(session, person, day_of(now))
    audit.log(
        session,
        by,
        "delegate",
        now=now,
        unit=person.unit,
        name=person.name,
        since=person.valid_from,
        until=person.valid_to,
    )


def _owing(session: Session, obligation_id: int) -> Owed:
    owed = fetch(session, obligation_id)
    if not owed.row.undone:
        what = Told("nhiệm vụ này không còn phải thực hiện", "this duty no longer has to be done")
        raise Refusal(owed.row.unit, what)
    return owed


def _end(owed: Owed, state: ObligationState, now: datetime) -> None:
    row = owed.row
    row.state, row.next_at, row.next_rung, row.moved_at = state.value, None, None, now


def _copy(owed: Owed, to_unit: str, now: datetime) -> Mapping[str, object]:
    row = owed.row
    kept = (
        "plan_id",
        "duty_id",
        "branch",
        "above",
        "gathers",
        "level",
        "state",
        "due_at",
        "closes_at",
        "extended_until",
        "opened_at",
        "next_at",
        "next_rung",
        "revision",
        "parties",
        "own_steps",
    )
    return {name: getattr(row, name) for name in kept} | {
        "unit": to_unit,
        "moved_at": now,
    }


def _grant(
    session: Session,
    owed: Owed,
    kind: str,
    why: str,
    by: str,
    now: datetime,
    *,
    until: datetime | None = None,
    to_unit: str | None = None,
) -> None:
    row = {
        "obligation_id": owed.row.id,
        "kind": kind,
        "until": until,
        "to_unit": to_unit,
        "why": why,
        "at": now,
        "by": by,
    }
    session.execute(insert(ExceptionRow), row)
    audit.log(
        session,
        by,
        kind,
        now=now,
        plan_id=owed.plan.id,
        obligation_id=owed.row.id,
        unit=owed.row.unit,
        duty=owed.duty.key,
        why=why,
        until=until,
        to_unit=to_unit,
    )


def _notify(
    session: Session, owed: Owed, occasion: str, rung: str, now: datetime, facts: Mapping[str, object]
) -> None:
    act_notices.about(
        session, owed.plan.id, owed.row.id, owed.row.unit, occasion, rung, owed.row.revision, now, facts
    )
