"""Takes over the contacts of a unit list, and lets one contact stand in for another.

Who is who is decided by cascade.org.people; what follows from it is worked out here, and written only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from cascade.lang import person_names
from cascade.notices.reasons import Reason
from cascade.org.people import KnownPerson, ways
from cascade.org.tree import Contact
from models.contacts import revoked_links
from models.database import sql
from models.org.contact_list import contact as as_contact
from models.tables import ALWAYS, FOR_EVER, AddressRow, ContactRow
from models.views.list_views import PersonChange

MOVED = Reason.ADDRESS_CHANGED.why()


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody of the list, and their place among the contacts of the unit."""

    place: int
    person: Contact
    row: int | None = None
    """The row that is theirs, or for a new row the first one of the same person."""


@dataclass
class PeoplePlan:
    """What is to be written, and what is told of it."""

    change: list[Placed] = field(default_factory=list)
    add: list[Placed] = field(default_factory=list)
    leave: list[int] = field(default_factory=list)
    revoke: list[int] = field(default_factory=list)
    told: list[PersonChange] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Contacts that are not as they were."""
        return len(self.change) + len(self.add) + len(self.leave)


def write(session: Session, plan: PeoplePlan, now: datetime, day: date) -> None:
    """Do what was planned. Somebody who stays keeps their row: links, notices and the audit name it."""
    _leave(session, plan.leave, day)
    _change(session, plan.change)
    revoked_links.revoke_all(session, plan.revoke, now, "dondoc", MOVED)
    _add(session, plan.add)


def add(session: Session, person: Contact, day: date) -> None:
    """Appoint one contact by hand, a stand-in for instance; the next unit list leaves them alone."""
    same = next(
        (
            one
            for one in known(session, day, [person.unit])
            if person_names.key(one.contact.name) == person_names.key(person.name)
            and ways(one.contact) & ways(person)
        ),
        None,
    )
    _add(session, [Placed(0, person, same.number if same else None)], appointed=True)


def known(session: Session, day: date, units: Sequence[str] | None = None) -> list[KnownPerson]:
    """Everybody whom the ledger knows, of all days, with the addresses that lists gave them."""
    rows = select(ContactRow).order_by(ContactRow.unit, ContactRow.position, ContactRow.id)
    listed = select(AddressRow).where(AddressRow.linked.is_(False))
    listed = listed.order_by(AddressRow.contact_id, AddressRow.position)
    if units is not None:
        rows = rows.where(ContactRow.unit.in_(units))
        listed = listed.join(ContactRow).where(ContactRow.unit.in_(units))
    reached: dict[int, list[tuple[str, str]]] = {}
    for address in session.scalars(listed):
        reached.setdefault(address.contact_id, []).append((address.channel, address.address))
    return [
        KnownPerson(
            row.id,
            as_contact(row, tuple(reached.get(row.id, ()))),
            serving=row.valid_to > day,
            place=row.position,
            by_list=not row.appointed,
        )
        for row in session.scalars(rows)
    ]


def _leave(session: Session, rows: Sequence[int], day: date) -> None:
    # Notices refer to them, so they stay on record and only stop serving.
    if rows:
        session.execute(update(ContactRow), [{"id": row, "valid_to": day} for row in rows])


def _change(session: Session, changed: Sequence[Placed]) -> None:
    if not changed:
        return
    session.execute(update(ContactRow), [{"id": one.row, **_row(one)} for one in changed])
    had: dict[int, dict[tuple[str, str], AddressRow]] = {}
    for some in sql.chunks([one.row for one in changed if one.row is not None]):
        listed = select(AddressRow).where(AddressRow.contact_id.in_(some), AddressRow.linked.is_(False))
        for row in session.scalars(listed):
            had.setdefault(row.contact_id, {})[row.channel, row.address] = row
    _reach(session, {one.row: one.person for one in changed if one.row is not None}, had)


def _reach(
    session: Session,
    people: Mapping[int, Contact],
    had: Mapping[int, Mapping[tuple[str, str], AddressRow]],
) -> None:
    """Each by the addresses of the list; one that stays keeps its row, and what is known against it."""
    gone: list[int] = []
    moved: list[dict[str, object]] = []
    for row, person in people.items():
        rows = had.get(row, {})
        gone += [one.id for way, one in rows.items() if way not in person.channels]
        moved += [
            {"id": rows[way].id, "position": place}
            for place, way in enumerate(person.channels)
            if way in rows and rows[way].position != place
        ]
    for some in sql.chunks(gone):
        session.execute(delete(AddressRow).where(AddressRow.id.in_(some)))
    if moved:
        session.execute(update(AddressRow), moved)
    _add_addresses(session, people.items(), had)


def _add(session: Session, people: Sequence[Placed], appointed: bool = False) -> None:
    if not people:
        return
    made = session.scalars(
        insert(ContactRow).returning(ContactRow.id, sort_by_parameter_order=True),
        [{**_row(one), "appointed": appointed, "person": one.row} for one in people],
    ).all()
    _add_addresses(session, [(row, one.person) for row, one in zip(made, people, strict=True)], {})
    later = [*_other_days(list(zip(made, people, strict=True)))]
    if later:
        session.execute(update(ContactRow), later)


def _other_days(made: Sequence[tuple[int, Placed]]) -> Iterator[dict[str, object]]:
    """Of a new person with several stretches of days, all rows but the first."""
    first: dict[tuple[str, str], tuple[int, Contact]] = {}
    for row, one in made:
        person = one.person
        number, before = first.setdefault((person.unit, person_names.key(person.name)), (row, person))
        if row != number and one.row is None and ways(person) & ways(before):
            yield {"id": row, "person": number}


def _add_addresses(
    session: Session,
    people: Iterable[tuple[int, Contact]],
    had: Mapping[int, Mapping[tuple[str, str], AddressRow]],
) -> None:
    new = [
        {"contact_id": row, "position": place, "channel": way[0], "address": way[1], "linked": False}
        for row, person in people
        for place, way in enumerate(person.channels)
        if way not in had.get(row, {})
    ]
    if new:
        session.execute(insert(AddressRow), new)


def _row(one: Placed) -> dict[str, object]:
    person = one.person
    return {
        "unit": person.unit,
        "name": person.name,
        "role": person.role,
        "lang": person.lang,
        "position": one.place,
        "valid_from": person.valid_from or ALWAYS,
        "valid_to": person.valid_to or FOR_EVER,
    }


def first_rows(session: Session, rows: Sequence[int]) -> dict[int, int]:
    """For each of these rows the first one of the same person."""
    found: dict[int, int] = {}
    for some in sql.chunks(rows):
        query = select(ContactRow.id, ContactRow.person).where(ContactRow.id.in_(some))
        found |= {row: person or row for row, person in session.execute(query)}
    return found
