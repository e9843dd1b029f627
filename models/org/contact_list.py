"""Whom we write to for a unit: the contact in post on a day, and which of the addresses work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import BY_PHONE, Channel
from cascade.org.tree import Contact
from models.database.sql import among
from models.org import names_in_time
from models.tables import ALWAYS, FOR_EVER, AddressRow, ContactRow, UnitRow

PHONES = ("phone", *BY_PHONE)
"""Kinds of address that a person can dial."""

_PERSON = (
    ContactRow.id,
    ContactRow.unit,
    ContactRow.name,
    ContactRow.role,
    ContactRow.lang,
    ContactRow.valid_from,
    ContactRow.valid_to,
)
# Whoever came last for a limited time stands in for those who are always there.
_FIRST = (ContactRow.unit, ContactRow.valid_from.desc(), ContactRow.position, ContactRow.id)


@dataclass(frozen=True, slots=True)
class Post:
    """The contact in post for a unit, with the addresses that work in order of preference."""

    id: int
    unit: str
    name: str
    lang: str
    addresses: tuple[tuple[str, str], ...]


def serving(session: Session, units: Collection[str], day: date) -> dict[str, tuple[Contact, ...]]:
    """Contacts of a day as the rules know them, the one in post first."""
    there = _there(units, day)
    ways: dict[int, list[tuple[str, str]]] = defaultdict(list)
    reached = select(AddressRow.contact_id, AddressRow.channel, AddressRow.address)
    reached = reached.join(ContactRow, ContactRow.id == AddressRow.contact_id).where(*there)
    for contact_id, channel, address in session.execute(reached.order_by(AddressRow.position)):
        ways[contact_id].append((channel, address))
    found: dict[str, list[Contact]] = defaultdict(list)
    for row in session.execute(select(*_PERSON).where(*there).order_by(*_FIRST)):
        found[row.unit].append(contact(row, tuple(ways[row.id])))
    return {unit: tuple(people) for unit, people in found.items() if unit in units}


def in_post(session: Session, units: Collection[str], day: date) -> dict[str, Post]:
    """For each unit the one we write to on that day: a stand-in inside their window comes first."""
    if len(units) == 1:
        found = session.execute(_ONE_IN_POST, {"unit": next(iter(units)), "day": day})
    else:
        found = session.execute(_WITH_ADDRESSES.where(*_there(units, day)))
    posts: dict[str, Post] = {}
    for unit, contact_id, name, lang, channel, address in found:
        known = posts.get(unit)
        if known is None:
            posts[unit] = Post(contact_id, unit, name, lang, ((channel, address),) if channel else ())
        elif known.id == contact_id:
            posts[unit] = replace(known, addresses=(*known.addresses, (channel, address)))
    return posts


_WITH_ADDRESSES = (
    select(
        ContactRow.unit,
        ContactRow.id,
        ContactRow.name,
        ContactRow.lang,
        AddressRow.channel,
        AddressRow.address,
    )
    .outerjoin(AddressRow, (AddressRow.contact_id == ContactRow.id) & AddressRow.bad_since.is_(None))
    .order_by(*_FIRST, AddressRow.position)
)
_DAY = bindparam("day", type_=ContactRow.valid_from.type)
_ONE_IN_POST = _WITH_ADDRESSES.where(
    ContactRow.valid_from <= _DAY, ContactRow.valid_to > _DAY, ContactRow.unit == bindparam("unit")
)
"""Spelled once: every receipt asks it."""


def numbers(session: Session, unit: str, day: date) -> list[int]:
    """All people of a unit on that day, by their numbers."""
    return list(session.scalars(select(ContactRow.id).where(*_there({unit}, day)).order_by(ContactRow.id)))


def everybody(session: Session, day: date) -> list[Post]:
    """Whoever is in post for any unit on that day."""
    codes = set(
        session.scalars(select(UnitRow.code).where(UnitRow.valid_from <= day, UnitRow.valid_to > day))
    )
    posts = in_post(session, codes, day)
    return [posts[unit] for unit in sorted(posts.keys() & codes)]


def mark_bad(session: Session, channel: str, address: str, why: str, now: datetime) -> list[int]:
    """Remember that an address does not work, so that nobody tries it again; whose it was until now."""
    marked = (
        update(AddressRow)
        .where(AddressRow.channel == channel, same(channel, address), AddressRow.bad_since.is_(None))
        .values(bad_since=now, bad_why=why)
        .returning(AddressRow.contact_id)
    )
    return list(session.scalars(marked))


def same(channel: str, address: str) -> ColumnElement[bool]:
    """An address as it was written; of a mailbox, in small letters or capitals."""
    exact = AddressRow.address == address
    if channel != Channel.MAIL:
        return exact
    return or_(exact, func.lower(AddressRow.address) == address.lower())


def contact(row: ContactRow | Row[*tuple[Any, ...]], channels: tuple[tuple[str, str], ...]) -> Contact:
    """A row as the rules know it."""
    return Contact(
        unit=row.unit,
        name=row.name,
        channels=channels,
        role=row.role,
        lang=row.lang,
        valid_from=None if row.valid_from == ALWAYS else row.valid_from,
        valid_to=None if row.valid_to == FOR_EVER else row.valid_to,
    )


def _there(units: Collection[str], day: date) -> tuple[ColumnElement[bool], ...]:
    return ContactRow.valid_from <= day, ContactRow.valid_to > day, among(ContactRow.unit, units)


def offices(session: Session, units: Collection[str], day: date) -> dict[str, tuple[str, str]]:
    """The names of offices, and the number to call: of those that follow a plan or decide on a report."""
    names, people = names_in_time.known(session, units), serving(session, units, day)
    found: dict[str, tuple[str, str]] = {}
    for unit in units:
        ways = (way for one in people.get(unit, ()) for way in one.channels)
        phones = (address for channel, address in ways if channel in PHONES)
        found[unit] = names.on(unit, day), next(phones, "")
    return found


def phone(session: Session, unit: str, day: date) -> str:
    """The number to call of one office; "" where there is none."""
    query = select(AddressRow.address).join(ContactRow, ContactRow.id == AddressRow.contact_id)
    query = query.where(*_there([unit], day), AddressRow.channel.in_(PHONES))
    return session.scalar(query.order_by(*_FIRST, AddressRow.position).limit(1)) or ""


def desk(session: Session, unit: str, day: date) -> tuple[str, str]:
    """The name of the office that follows a plan, and the number to call."""
    return names_in_time.on(session, unit, day), phone(session, unit, day)
