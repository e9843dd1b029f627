"""Takes over the contacts of a unit list, and lets one contact stand in for another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.reasons import Reason
from cascade.org.tree import Contact, OrgTree
from models.contacts import revoked_links
from models.database import sql
from models.org.contact_list import contact as as_contact
from models.tables import ALWAYS, FOR_EVER, AddressRow, ContactRow

_Who = tuple[str, str, date | None, date | None]
_Placed = tuple[int, Contact]
_MOVED = Reason.ADDRESS_CHANGED.why()


def take_over(session: Session, tree: OrgTree, now: datetime) -> int:
    """Make the contacts of these units what the list says; who is no longer listed leaves today.

    Somebody who stays keeps their row, whatever else changes: queued notices name it. Who is no longer
    reached at an address they had gets new links: the old ones may lie in a box that is somebody else's now.
    """
    listed = {
        _who(person): (place, person)
        for people in tree.contacts.values()
        for place, person in enumerate(people)
    }
    known = _known(session, tree, day_of(now))
    new = [listed[who] for who in listed if who not in known]
    changed = [
        (known[who][0], listed[who]) for who in listed if who in known and known[who][1] != listed[who][1]
    ]
    gone = [row for who, (row, _) in known.items() if who not in listed]
    _leave(session, gone, day_of(now))
    _change(session, changed)
    moved = [row for who, (row, was) in known.items() if who in listed and _lost_one(was, listed[who][1])]
    revoked_links.revoke_all(session, moved, now, "dondoc", _MOVED)
    _add(session, new)
    return len(new) + len(changed) + len(gone)


def add(session: Session, person: Contact) -> None:
    """Appoint one contact by hand, a stand-in for instance; the next unit list leaves them alone."""
    _add(session, [(0, person)], appointed=True)


def _who(person: Contact) -> _Who:
    return person.unit, person.name, person.valid_from, person.valid_to


def _known(session: Session, tree: OrgTree, day: date) -> dict[_Who, tuple[int, Contact]]:
    """Contacts that the list decides about: no stand-in somebody appointed, no Zalo its owner linked."""
    channels: dict[int, list[tuple[str, str]]] = defaultdict(list)
    listed = select(AddressRow).where(AddressRow.linked.is_(False))
    for row in session.scalars(listed.order_by(AddressRow.contact_id, AddressRow.position)):
        channels[row.contact_id].append((row.channel, row.address))
    rows = session.scalars(
        select(ContactRow).where(ContactRow.appointed.is_(False), ContactRow.valid_to > day)
    )
    people = [(row.id, as_contact(row, tuple(channels.get(row.id, ())))) for row in rows]
    return {_who(person): (row, person) for row, person in people if person.unit in tree.contacts}


def _lost_one(was: Contact, stays: Contact) -> bool:
    """Whether an address of before is gone; one more of them takes nothing from anybody."""
    return not set(was.channels) <= set(stays.channels)


def _leave(session: Session, rows: list[int], day: date) -> None:
    # Notices refer to them, so they stay on record and only stop serving.
    if rows:
        gone = [{"id": row, "valid_to": day} for row in rows]
        session.execute(update(ContactRow), gone)


def _change(session: Session, changed: Sequence[tuple[int, _Placed]]) -> None:
    if not changed:
        return
    rows = [{"id": row, **_row(place, person)} for row, (place, person) in changed]
    session.execute(update(ContactRow), rows)
    ids = [row for row, _ in changed]
    for some in sql.chunks(ids):
        listed = AddressRow.contact_id.in_(some) & AddressRow.linked.is_(False)
        session.execute(delete(AddressRow).where(listed))
    _add_addresses(session, [(row, person) for row, (_, person) in changed])


def _add(session: Session, people: Iterable[_Placed], appointed: bool = False) -> None:
    people = list(people)
    if not people:
        return
    made = session.scalars(
        insert(ContactRow).returning(ContactRow.id, sort_by_parameter_order=True),
        [{**_row(place, person), "appointed": appointed} for place, person in people],
    ).all()
    _add_addresses(session, [(row, person) for row, (_, person) in zip(made, people, strict=True)])


def _add_addresses(session: Session, people: Iterable[tuple[int, Contact]]) -> None:
    ways = [
        {"contact_id": row, "position": place, "channel": channel, "address": address, "linked": False}
        for row, person in people
        for place, (channel, address) in enumerate(person.channels)
    ]
    if ways:
        session.execute(insert(AddressRow), ways)


def _row(place: int, person: Contact) -> dict[str, object]:
    return {
        "unit": person.unit,
        "name": person.name,
        "role": person.role,
        "lang": person.lang,
        "position": place,
        "valid_from": person.valid_from or ALWAYS,
        "valid_to": person.valid_to or FOR_EVER,
    }
