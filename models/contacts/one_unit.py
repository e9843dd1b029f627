"""The people of one unit, and one of them changed by the same code as by a unit list that names them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Channel
from cascade.org.people import KnownPerson, Way
from cascade.org.tree import Contact
from models.contacts import import_contacts, import_units, plan_contacts
from models.contacts.import_contacts import PeoplePlan
from models.org import contact_list
from models.tables import AddressRow, ContactRow
from models.views.contact_views import UnitPerson, WantedContact, veiled
from models.views.list_views import PersonChange, PersonFate


def people(session: Session, unit: str, now: datetime) -> list[UnitPerson]:
    """Who serves today, the one in post first."""
    day = day_of(now)
    serving = [one for one in import_contacts.known(session, day, [unit]) if _serves(one, now)]
    post = contact_list.in_post(session, [unit], day).get(unit)
    ways = _ways(session, [one.number for one in serving])
    found = [
        UnitPerson(
            id=one.number,
            name=one.contact.name,
            role=one.contact.role,
            ways=tuple(veiled(channel, address) for channel, address, _ in ways.get(one.number, ())),
            works=any(good for *_, good in ways.get(one.number, ())),
            listed=one.by_list,
            last=None if one.by_list else last_day(one.contact),
        )
        for one in serving
    ]
    return sorted(found, key=lambda one: post is None or one.id != post.id)


def last_day(person: Contact) -> date | None:
    """The last day of somebody who serves for a time only."""
    return person.valid_to - timedelta(days=1) if person.valid_to else None


def end_stand_in(session: Session, unit: str, number: int, now: datetime) -> str:
    """From today on somebody stands in no more; who it was. Refusal: nobody of that number stands in."""
    day = day_of(now)
    mine = (ContactRow.id == number, ContactRow.unit == unit, ContactRow.appointed, ContactRow.valid_to > day)
    ended = update(ContactRow).where(*mine).values(valid_to=day).returning(ContactRow.name)
    name = session.scalars(ended).one_or_none()
    if name is None:
        what = Told("không có người thay nào như vậy", "nobody stands in like that")
        raise Refusal(unit, what, Told("mở lại trang để xem danh sách hiện nay", "open the page again"))
    return name


def find(session: Session, unit: str, number: int, now: datetime) -> Contact:
    """Somebody who serves there and may be changed. Refusal: nobody of that number, or a stand-in."""
    for one in import_contacts.known(session, day_of(now), [unit]):
        if one.number == number and one.live and _serves(one, now):
            return one.contact
    what = Told("người này không còn là cán bộ đầu mối của đơn vị", "this is no contact of the unit any more")
    raise Refusal(unit, what, Told("mở lại trang để xem danh sách hiện nay", "open the page again"))


def change(
    session: Session, unit: str, number: int | None, wanted: WantedContact, now: datetime, by: str
) -> tuple[Contact | None, Contact | None]:
    """Correct somebody, add somebody, or let somebody leave: who it was, and who it is now.

    Refusal: nobody of that number serves there.
    """
    import_units.lock(session, now)
    before = find(session, unit, number, now) if number is not None else None
    live = [one for one in import_contacts.known(session, day_of(now), [unit]) if one.live]
    listed = [one.contact for one in sorted(live, key=lambda one: (one.place, one.number))]
    if before is None or number is None:
        after = _after(Contact(unit, wanted.name), wanted)
        listed = [after, *listed] if wanted.first else [*listed, after]
    elif wanted.left:
        rest = [one for one in listed if one != before]
        _leave(session, unit, number, before, rest, now, by)
        return before, None
    else:
        after = _after(before, wanted)
        rest = [after if one == before else one for one in listed]
        listed = [after, *(one for one in rest if one != after)] if wanted.first else rest
    _put(session, unit, listed, now, by)
    return before, after


def _after(before: Contact, wanted: WantedContact) -> Contact:
    """What is not said stays; addresses of a kind that is said give way to the new ones, in their place."""
    new: dict[str, list[Way]] = {}
    if wanted.mail:
        new[Channel.MAIL] = [(Channel.MAIL.value, one) for one in wanted.mail]
    if wanted.phone:
        new[Channel.ZBS] = [(Channel.ZBS.value, wanted.phone)]
    ways: list[Way] = []
    said = set(new)
    for channel, address in before.channels:
        ways += new.pop(channel, []) if channel in said else [(channel, address)]
    ways += [way for some in new.values() for way in some]
    name, role = wanted.name or before.name, wanted.role or before.role
    return replace(before, name=name, role=role, channels=tuple(dict.fromkeys(ways)))


def _put(session: Session, unit: str, listed: Sequence[Contact], now: datetime, by: str) -> None:
    planned = plan_contacts.of_unit(session, unit, listed, day_of(now))
    import_units.write_people(session, planned, now, by)


def _leave(
    session: Session,
    unit: str,
    number: int,
    before: Contact,
    others: Sequence[Contact],
    now: datetime,
    by: str,
) -> None:
    """A list that names nobody keeps who was there; that the last one has left must be said outright."""
    if others:
        _put(session, unit, others, now, by)
    else:
        gone = PersonChange(unit, "", PersonFate.GONE, before.name, links_end=True)
        import_units.write_people(session, PeoplePlan(leave=[number], told=[gone]), now, by)


def _serves(one: KnownPerson, now: datetime) -> bool:
    return one.serving and (one.contact.valid_from is None or one.contact.valid_from <= day_of(now))


def _ways(session: Session, rows: Sequence[int]) -> Mapping[int, list[tuple[str, str, bool]]]:
    found: dict[int, list[tuple[str, str, bool]]] = {}
    query = select(AddressRow).where(AddressRow.contact_id.in_(rows)).order_by(AddressRow.position)
    for row in session.scalars(query):
        found.setdefault(row.contact_id, []).append((row.channel, row.address, row.bad_since is None))
    return found
