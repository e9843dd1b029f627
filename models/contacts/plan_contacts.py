"""What a unit list changes of the people: worked out beforehand, told, and written by import_contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.lang import person_names
from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Told
from cascade.org.people import KnownPerson, Recognised, Way, recognise, way_key, ways
from cascade.org.tree import Contact, OrgTree
from models.contacts import import_contacts
from models.contacts.import_contacts import PeoplePlan, Placed
from models.org import names_in_time, units
from models.tables import AddressRow, ContactRow
from models.views.list_views import PersonChange, PersonFate

Owners = Mapping[Way, set[str]]


def plan(
    session: Session, tree: OrgTree, names: Mapping[str, set[str]], day: date, file: str = ""
) -> PeoplePlan:
    """Who comes, stays and goes. `names`: all names that each unit has had.

    Refusal: people of one unit have exchanged their addresses.
    """
    known: dict[str, list[KnownPerson]] = defaultdict(list)
    for one in import_contacts.known(session, day):
        known[one.contact.unit].append(one)
    planned = _Plan(tree, names, day, file, _owners(tree, known), _linked(session))
    for unit in dict.fromkeys((*tree.contacts, *(code for code in tree.units if code in known))):
        planned.unit(unit, known.get(unit, []), tree.contacts.get(unit, ()))
    roots = import_contacts.first_rows(session, [one.row for one in planned.made.add if one.row])
    planned.made.add = [replace(one, row=roots.get(one.row or 0)) for one in planned.made.add]
    return planned.made


def of_unit(session: Session, unit: str, listed: Sequence[Contact], day: date) -> PeoplePlan:
    """The same for one unit whose people are named one by one, by somebody who may.

    Refusal: people of it have exchanged their addresses.
    """
    known = import_contacts.known(session, day, [unit])
    alone = units.load_tree(session, day, [unit])
    tree = OrgTree(alone.units, {unit: tuple(listed)}, day)
    names = names_in_time.ever_called(session, unit)
    owners = {way: set(some) for way, some in _owners(tree, {unit: known}).items()}
    for way, whose in _elsewhere(session, unit, {way for one in known for way in ways(one.contact)}):
        owners.setdefault(way, set()).add(whose)
    planned = _Plan(tree, {unit: names}, day, "", owners, _linked(session))
    planned.unit(unit, known, listed)
    roots = import_contacts.first_rows(session, [one.row for one in planned.made.add if one.row])
    planned.made.add = [replace(one, row=roots.get(one.row or 0)) for one in planned.made.add]
    return planned.made


def _elsewhere(session: Session, unit: str, some: Collection[Way]) -> Iterator[tuple[Way, str]]:
    """Who in other units has one of these addresses."""
    query = (
        select(AddressRow.channel, AddressRow.address, ContactRow.unit, ContactRow.name)
        .join(ContactRow, ContactRow.id == AddressRow.contact_id)
        .where(ContactRow.unit != unit, AddressRow.address.in_({address for _, address in some}))
    )
    for channel, address, code, name in session.execute(query):
        yield way_key((channel, address)), f"{code}\x1f{person_names.key(name)}"


def _owners(tree: OrgTree, known: Mapping[str, Sequence[KnownPerson]]) -> Owners:
    """Whose each address will be: by the list, and by the ledger for units that the list has nobody for."""
    found: dict[Way, set[str]] = defaultdict(set)
    rest = [
        one.contact for unit, some in known.items() if unit not in tree.contacts for one in some if one.live
    ]
    for person in (*(one for some in tree.contacts.values() for one in some), *rest):
        for way in ways(person):
            found[way].add(_identity(person))
    return found


def _identity(person: Contact) -> str:
    return f"{person.unit}\x1f{person_names.key(person.name)}"


def _linked(session: Session) -> set[int]:
    """Rows of those who have linked an account themselves."""
    return set(session.scalars(select(AddressRow.contact_id).where(AddressRow.linked)))


@dataclass
class _Plan:
    """Puts a plan together, unit by unit."""

    tree: OrgTree
    names: Mapping[str, set[str]]
    day: date
    file: str
    owners: Owners
    linked: set[int]
    made: PeoplePlan = field(default_factory=PeoplePlan)

    def unit(self, unit: str, known: Sequence[KnownPerson], listed: Sequence[Contact]) -> None:
        """One unit more."""
        there = [one for one in known if one.live]
        if not listed:
            kept = {one.contact.name: one.contact for one in there}
            self._tell(unit, (self._told(one, PersonFate.KEPT) for one in kept.values()))
        elif [one.contact for one in there] != list(listed):
            found = recognise(known, listed, self.day, self._nameless(unit))
            if found.unclear:
                raise self._exchanged(unit, found.unclear)
            self._write(unit, found, {id(person): at for at, person in enumerate(listed)})

    def _nameless(self, unit: str) -> Callable[[str], bool]:
        own = {person_names.key(name) for name in self.names.get(unit, ())}
        return lambda name: person_names.key(name) in own

    def _write(self, unit: str, found: Recognised, at: Mapping[int, int]) -> None:
        made = self.made
        made.leave += [one.number for one in found.gone]
        back = [Placed(at[id(person)], person, one.number) for one, person in found.back]
        made.add += back + _new(found.new, at)
        for one, person in found.same:
            self._stays(one, person, at[id(person)])
        before = {id(person): one for one, person in found.replaced}
        replaced = {one.number for one in before.values()}
        self._tell(unit, (self._comes(person, before.get(id(person))) for person in found.new))
        # Other days of somebody who serves are told with them.
        again = (person for one, person in found.back if not one.serving)
        self._tell(unit, (self._told(person, PersonFate.RETURNED) for person in again))
        self._tell(unit, (self._goes(one) for one in found.gone if one.number not in replaced))

    def _stays(self, one: KnownPerson, person: Contact, at: int) -> None:
        was = one.contact
        if was == person and one.place == at:
            return
        self.made.change.append(Placed(at, person, one.number))
        lost = tuple(way for way in was.channels if way_key(way) not in ways(person))
        ends = self._others_now(lost, person) or not {way[0] for way in lost} <= {
            way[0] for way in person.channels
        }
        if ends:
            self.made.revoke.append(one.number)
        told = self._told(person, PersonFate.CHANGED)
        if was.name != person.name:
            told = replace(told, fate=PersonFate.CORRECTED, was=was.name)
        self._tell(person.unit, [replace(told, links_end=ends, dropped=() if ends else lost)])

    def _others_now(self, lost: Sequence[Way], person: Contact) -> bool:
        mine = {_identity(person)}
        return any(self.owners.get(way_key(way), set()) - mine for way in lost)

    def _comes(self, person: Contact, before: KnownPerson | None) -> PersonChange:
        if before is None:
            return self._told(person, PersonFate.NEW)
        gone = self._goes(before)
        return replace(gone, fate=PersonFate.REPLACED, name=person.name, was=before.contact.name)

    def _goes(self, one: KnownPerson) -> PersonChange:
        told = self._told(one.contact, PersonFate.GONE)
        return replace(told, links_end=True, zalo_ends=one.number in self.linked)

    def _told(self, person: Contact, fate: PersonFate) -> PersonChange:
        return PersonChange(person.unit, "", fate, person.name)

    def _tell(self, unit: str, told: Iterator[PersonChange] | Sequence[PersonChange]) -> None:
        name = self.tree.units[unit].name if unit in self.tree else unit
        self.made.told += [replace(one, unit_name=name) for one in told]

    def _exchanged(self, unit: str, people: Sequence[Contact]) -> Refusal:
        first = people[0]
        names = " ⇄ ".join(one.name for one in people)
        cell = Told(f"contact của {unit}", f"contact of {unit}")
        return Refusal(
            place(self.file or None, first.line, cell),
            Told(
                f"{names} đổi địa chỉ cho nhau: không rõ người đã chuyển hay tên bị ghi nhầm",
                f"{names} have exchanged addresses: did the people move, or were their names wrong?",
            ),
            Told(
                "nạp hai lần: lần đầu bỏ dòng của một người, lần sau ghi lại đủ",
                "import twice: first without the line of one of them, then with both",
            ),
        )


def _new(people: Sequence[Contact], at: Mapping[int, int]) -> list[Placed]:
    return [Placed(at[id(person)], person) for person in people]
