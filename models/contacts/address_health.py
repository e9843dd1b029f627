"""How well people can be reached: addresses that failed, contacts with none; and that one works again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import NotNullable, func, select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import Channel
from models.database import audit
from models.org import contact_list, names_in_time
from models.org.units import exists_on
from models.tables import AddressRow, ContactRow, UnitRow


@dataclass(frozen=True, slots=True)
class Trouble:
    """An address that does not work, or a contact who has none (channel and address are empty)."""

    unit: str
    unit_name: str
    contact: str
    channel: str
    address: str
    since: datetime | None
    why: str
    others: int
    """Addresses of the same contact that still work."""


def unreached_below(session: Session, unit: str, day: date, limit: int) -> list[tuple[str, str]]:
    """(code, name) of the units directly below that have nobody in post with an address that works."""
    under = select(UnitRow.code).where(
        UnitRow.parent == unit, UnitRow.valid_from <= day, UnitRow.valid_to > day
    )
    codes = set(session.scalars(under))
    posts = contact_list.in_post(session, codes, day)
    silent = sorted(code for code in codes if code not in posts or not posts[code].addresses)[:limit]
    called = names_in_time.known(session, set(silent))
    return [(code, called.on(code, day)) for code in silent]


def troubled(session: Session, day: date, unit: str | None = None) -> list[Trouble]:
    """Whom we reach badly or not at all among those who serve on that day, by unit."""
    works = func.count(AddressRow.id).filter(AddressRow.bad_since.is_(None))
    good = select(AddressRow.contact_id, works.label("good")).group_by(AddressRow.contact_id).subquery()
    query = (
        select(
            ContactRow.unit,
            ContactRow.name,
            AddressRow.channel,
            AddressRow.address,
            AddressRow.bad_since,
            AddressRow.bad_why,
            func.coalesce(good.c.good, 0),
        )
        .outerjoin(good, good.c.contact_id == ContactRow.id)
        .outerjoin(AddressRow, (AddressRow.contact_id == ContactRow.id) & AddressRow.bad_since.is_not(None))
        .where(ContactRow.valid_from <= day, ContactRow.valid_to > day)
        .where(exists_on(ContactRow.unit, day))
        .where((AddressRow.id.is_not(None)) | (func.coalesce(good.c.good, 0) == 0))
        .order_by(ContactRow.unit, ContactRow.position, AddressRow.position)
    )
    if unit is not None:
        query = query.where(ContactRow.unit == unit)
    rows = session.execute(query).all()
    called = names_in_time.known(session, {code for code, *_ in rows})
    return [
        Trouble(code, called.on(code, day), contact, channel or "", address or "", since, why or "", many)
        for code, contact, channel, address, since, why, many in rows
    ]


def mend(session: Session, address: str, now: datetime, by: str, *, heard: datetime | None = None) -> int:
    """It works again, somebody says: it is written to as before. How many contacts that concerns.

    `heard`: when a mail from it was written, if that is how we know; one from before it failed says nothing.
    """
    bad_before = AddressRow.bad_since <= heard if heard else AddressRow.bad_since.is_not(None)
    again = (
        update(AddressRow)
        .where(contact_list.same(Channel.MAIL, address), bad_before)
        .values(bad_since=None, bad_why=None)
        .returning(AddressRow.id)
    )
    if heard:
        again = again.where(AddressRow.channel == Channel.MAIL)
    mended = len(session.execute(again).all())
    if mended:
        audit.log(session, by, "mend_address", now=now, address=address)
    return mended


@dataclass(frozen=True, slots=True)
class FailingMailbox:
    """A mail address of somebody's that nobody writes to any more."""

    number: int
    address: str
    since: datetime


def failing_of(session: Session, contact_id: int) -> list[FailingMailbox]:
    """What a contact is shown of their own addresses."""
    query = select(AddressRow.id, AddressRow.address, NotNullable(AddressRow.bad_since)).where(
        AddressRow.contact_id == contact_id,
        AddressRow.channel == Channel.MAIL,
        AddressRow.bad_since.is_not(None),
    )
    return [FailingMailbox(*row) for row in session.execute(query.order_by(AddressRow.position))]


def mend_own(session: Session, contact_id: int, number: int, now: datetime, by: str) -> int:
    """It works again, its owner says; of another's address nothing comes."""
    own = next((one for one in failing_of(session, contact_id) if one.number == number), None)
    return mend(session, own.address, now, by) if own else 0
