"""What was asked to be changed of a unit's people, who may decide about it, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Nullable, Row, Select, func, insert, select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.org import units
from models.tables import ContactRequestRow, ContactRow, PlanRow
from models.views.contact_views import ContactRequest, RequestState, WantedContact
from models.views.plan_views import PlanState

MOST_WAITING = 10
"""Of one unit: whoever asks for more has a link that is not theirs, or should telephone."""
_WAITS = ContactRequestRow.state == RequestState.WAITS.value


def add(
    session: Session, unit: str, contact_id: int | None, wanted: WantedContact, now: datetime, by: str
) -> int:
    """Keep a request; another one about the same person gives way. Refusal: too many wait already."""
    same = ContactRequestRow.contact_id == contact_id
    if contact_id is not None:
        earlier = update(ContactRequestRow).where(ContactRequestRow.unit == unit, same, _WAITS)
        session.execute(earlier.values(state=RequestState.REPLACED.value, decided_at=now, decided_by=by))
    query = select(func.count()).select_from(ContactRequestRow).where(ContactRequestRow.unit == unit, _WAITS)
    if (session.scalar(query) or 0) >= MOST_WAITING:
        what = Told("đơn vị có quá nhiều đề nghị đang chờ", "too many requests of the unit wait already")
        raise Refusal(unit, what, Told("liên hệ cơ quan theo dõi", "telephone the responsible office"))
    row = {
        "unit": unit,
        "contact_id": contact_id,
        "body": asdict(wanted),
        "state": RequestState.WAITS.value,
        "at": now,
        "by": by,
    }
    return session.scalars(insert(ContactRequestRow).returning(ContactRequestRow.id), row).one()


def waiting(session: Session, wanted: Collection[str] | None = None) -> list[ContactRequest]:
    """Those that wait, of some units or of all, the oldest first."""
    query = _query().where(_WAITS)
    if wanted is not None:
        query = query.where(ContactRequestRow.unit.in_(wanted))
    return [_record(row) for row in session.execute(query.order_by(ContactRequestRow.id))]


def one(session: Session, number: int, *, hold: bool = False) -> ContactRequest:
    """One request; `hold`: taken in hand, so that it is decided once. Refusal: there is none."""
    if hold:
        taken = select(ContactRequestRow.id).where(ContactRequestRow.id == number)
        session.execute(taken.with_for_update())
    found = session.execute(_query().where(ContactRequestRow.id == number)).one_or_none()
    if found is None:
        what = Told("không có đề nghị này", "there is no such request")
        raise Refusal(
            str(number), what, Told("xem `dondoc contacts requests`", "see `dondoc contacts requests`")
        )
    return _record(found)


def settle(session: Session, number: int, state: RequestState, now: datetime, by: str) -> None:
    """Write down what was decided."""
    done = update(ContactRequestRow).where(ContactRequestRow.id == number)
    session.execute(done.values(state=state.value, decided_at=now, decided_by=by))


def decider(session: Session, unit: str, day: date) -> str | None:
    """Who is asked: the unit above; where that is the top of a plan, the office that follows it."""
    parent = units.parents(session, {unit}, day).get(unit)
    first = parent or unit
    found = _desks(session, {first}).get(first, first)
    return found if found != unit else parent


def may_decide(session: Session, unit: str, asking: str, day: date) -> bool:
    """Whoever stands above, and the offices that follow plans over the unit; never the unit itself."""
    return bool(_decided_by(session, {unit}, asking, day))


def below(session: Session, asking: str, day: date) -> set[str]:
    """The units with something waiting that this one may decide about."""
    some = set(session.scalars(select(ContactRequestRow.unit).where(_WAITS).distinct()))
    return _decided_by(session, some, asking, day) if some else set()


def _decided_by(session: Session, some: Collection[str], asking: str, day: date) -> set[str]:
    above = units.ancestors(session, some, day)
    desks = _desks(session, {*some, *(one for each in above.values() for one in each)})
    return {
        unit
        for unit in some
        if unit != asking
        and (asking in above[unit] or asking in (desks.get(root) for root in (unit, *above[unit])))
    }


def _desks(session: Session, roots: Collection[str]) -> dict[str, str]:
    """For each root of a running plan, the office that follows the latest one."""
    office = func.coalesce(PlanRow.desk, PlanRow.issuer)
    running = PlanRow.state == PlanState.RUNNING.value
    query = select(PlanRow.root, office).where(PlanRow.root.in_(roots), running).order_by(PlanRow.id)
    return {root: desk for root, desk in session.execute(query)}


def _query() -> Select[ContactRequestRow, str | None]:
    return select(ContactRequestRow, Nullable(ContactRow.name)).outerjoin(
        ContactRow, ContactRow.id == ContactRequestRow.contact_id
    )


def _record(found: Row[ContactRequestRow, str | None]) -> ContactRequest:
    row, person = found
    body = row.body | {"mail": tuple(row.body["mail"])}
    wanted = WantedContact(**body)
    return ContactRequest(
        id=row.id,
        unit=row.unit,
        contact_id=row.contact_id,
        person=person or wanted.name,
        wanted=wanted,
        state=RequestState(row.state),
        at=row.at,
        by=row.by,
    )
