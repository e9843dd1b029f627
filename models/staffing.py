"""Takes over the contacts of a unit list, and lets one contact stand in for another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cascade.instants import day_of
from cascade.tree import Contact, OrgTree
from models.people import contact as as_contact
from models.tables import ALWAYS, FOR_EVER, AddressRow, ContactRow


def take_over(session: Session, tree: OrgTree, now: datetime) -> int:
    """Make the contacts of these units what the list says; who is no longer listed leaves today."""
    listed = {person: place for people in tree.contacts.values() for place, person in enumerate(people)}
    known = _known(session, tree)
    new = [(place, person) for person, place in listed.items() if person not in known]
    gone = [row_id for person, row_id in known.items() if person not in listed]
    _leave(session, gone, day_of(now))
    _add(session, new)
    return len(new) + len(gone)


def add(session: Session, person: Contact) -> None:
    """Appoint one contact by hand, a stand-in for instance; the next unit list leaves them alone."""
    _add(session, [(0, person)], appointed=True)


def _known(session: Session, tree: OrgTree) -> dict[Contact, int]:
    """Contacts that the list decides about. A stand-in that somebody appointed by hand is not one of them."""
    channels: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in session.scalars(select(AddressRow).order_by(AddressRow.contact_id, AddressRow.position)):
        channels[row.contact_id].append((row.channel, row.address))
    rows = session.scalars(select(ContactRow).where(ContactRow.appointed.is_(False)))
    return {
        as_contact(row, tuple(channels.get(row.id, ()))): row.id for row in rows if row.unit in tree.contacts
    }


def _leave(session: Session, rows: list[int], day: date) -> None:
    # Notices refer to them, so they stay on record and only stop serving.
    if rows:
        gone = [{"id": row, "valid_to": day} for row in rows]
        session.execute(update(ContactRow), gone)


def _add(session: Session, people: Iterable[tuple[int, Contact]], appointed: bool = False) -> None:
    people = list(people)
    if not people:
        return
    made = session.scalars(
        insert(ContactRow).returning(ContactRow.id, sort_by_parameter_order=True),
        [_row(place, person, appointed) for place, person in people],
    ).all()
    ways = [
        {"contact_id": row, "position": place, "channel": channel, "address": address}
        for row, (_, person) in zip(made, people, strict=True)
        for place, (channel, address) in enumerate(person.channels)
    ]
    if ways:
        session.execute(insert(AddressRow), ways)


def _row(place: int, person: Contact, appointed: bool) -> dict[str, object]:
    return {
        "unit": person.unit,
        "name": person.name,
        "role": person.role,
        "lang": person.lang,
        "position": place,
        "appointed": appointed,
        "valid_from": person.valid_from or ALWAYS,
        "valid_to": person.valid_to or FOR_EVER,
    }
