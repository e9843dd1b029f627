"""Who is who: which people of a list are those that are known of a unit, and what became of the others.

A person in a unit is known by unit and address, or where there is no address by the name; see adr/0017.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from cascade.lang import person_names
from cascade.lang.circles import find_circle
from cascade.org.unit import Contact

Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """One row of the ledger: a person of a unit for some days."""

    number: int
    contact: Contact
    serving: bool = True
    """Today or later."""
    place: int = 0
    """Among the contacts of the unit."""
    by_list: bool = True
    """Not a stand-in whom somebody named by hand; a list decides nothing about those."""

    @property
    def live(self) -> bool:
        """Whether the list decides what becomes of the row."""
        return self.serving and self.by_list


@dataclass
class Recognised:
    """What a list says about the people of one unit."""

    same: list[tuple[KnownPerson, Contact]] = field(default_factory=list)
    """They keep their row, with their links and what they linked themselves."""
    back: list[tuple[KnownPerson, Contact]] = field(default_factory=list)
    """Known from other days: a new row of the same person."""
    replaced: list[tuple[KnownPerson, Contact]] = field(default_factory=list)
    """Somebody else reads the mailbox now."""
    new: list[Contact] = field(default_factory=list)
    gone: list[KnownPerson] = field(default_factory=list)
    """Those who were replaced are among them."""
    unclear: list[Contact] = field(default_factory=list)
    """Names and addresses were exchanged: did the people move, or were their names wrong?"""


class _Tie(IntEnum):
    """How sure it is that two are one person, the surest first."""

    NAME_AND_ADDRESS = 0
    NAME = 1
    """The address has changed."""
    ADDRESS = 2
    """The name has been put right."""
    OFFICE = 3
    """A mailbox without a person's name, at another address."""
    SPELLING = 4
    """A name put right, of somebody who had no address, or has none."""


def way_key(way: Way) -> Way:
    """An address as it is compared: a mailbox is the same in capitals."""
    channel, address = way
    return channel, address.casefold() if "@" in address else address


def ways(contact: Contact) -> frozenset[Way]:
    """All addresses of a contact, as they are compared."""
    return frozenset(map(way_key, contact.channels))


def recognise(
    known: Sequence[KnownPerson], listed: Sequence[Contact], day: date, nameless: Callable[[str], bool]
) -> Recognised:
    """Find each listed person of one unit among the known ones.

    `day`: today. `nameless`: whether a name is the unit's own, so that the mailbox is nobody's by name.
    """
    found = Recognised()
    ties = list(_ties(known, listed, nameless))
    taken: set[int] = set()
    placed: set[int] = set()
    kept: list[_Tied] = []
    for tied in sorted(ties, key=lambda one: (*one.rank, one.order)):
        if tied.known.number in taken or tied.order[1] in placed:
            continue
        placed.add(tied.order[1])
        if tied.known.live or (tied.known.by_list and not _serves(tied.listed, day)):
            taken.add(tied.known.number)
            kept.append(tied)
        else:
            found.back.append((tied.known, tied.listed))
    found.same = [(one.known, one.listed) for one in kept]
    found.gone = [one for one in known if one.live and one.number not in taken]
    open_posts = list(found.gone)
    for place, person in enumerate(listed):
        if place not in placed:
            _place(person, place, ties, open_posts, found)
    found.unclear = _exchanged(kept)
    return found


@dataclass(frozen=True, slots=True)
class _Tied:
    """One known and one listed person who may be the same."""

    tie: _Tie
    known: KnownPerson
    listed: Contact
    order: tuple[int, int]

    @property
    def rank(self) -> tuple[object, ...]:
        a, b = self.known.contact, self.listed
        days = (a.valid_from, a.valid_to) == (b.valid_from, b.valid_to)
        return self.tie, not self.known.live, not days, -len(ways(a) & ways(b))


def _ties(
    known: Sequence[KnownPerson], listed: Sequence[Contact], nameless: Callable[[str], bool]
) -> Iterator[_Tied]:
    for place, one in enumerate(known):
        for other, person in enumerate(listed):
            if (tie := _tie(one, person, nameless)) is not None:
                yield _Tied(tie, one, person, (place, other))


def _tie(one: KnownPerson, person: Contact, nameless: Callable[[str], bool]) -> _Tie | None:
    was = one.contact
    office, named = nameless(was.name), nameless(person.name)
    alike = person_names.key(was.name) == person_names.key(person.name) or (office and named)
    shared = bool(ways(was) & ways(person))
    unreached = not (was.channels and person.channels)
    if not one.live:
        same_days = (was.valid_from, was.valid_to) == (person.valid_from, person.valid_to)
        again = one.by_list and was.valid_to is not None and same_days
        return _Tie.NAME_AND_ADDRESS if alike and (shared or again) else None
    if alike:
        if shared or unreached:
            return _Tie.NAME_AND_ADDRESS
        return _Tie.OFFICE if office else _Tie.NAME
    corrected = person_names.corrected(was.name, person.name)
    if shared and (office or named or corrected):
        return _Tie.ADDRESS
    return _Tie.SPELLING if unreached and corrected and not (office or named) else None


def _place(
    person: Contact, place: int, ties: Sequence[_Tied], posts: list[KnownPerson], found: Recognised
) -> None:
    """Somebody for whom no row is left: other days of one who has one, a successor, or nobody known."""
    for tied in ties:
        if tied.order[1] == place and tied.tie is _Tie.NAME_AND_ADDRESS:
            found.back.append((tied.known, person))
            return
    if (before := next((one for one in posts if ways(one.contact) & ways(person)), None)) is not None:
        posts.remove(before)
        found.replaced.append((before, person))
    found.new.append(person)


def _exchanged(kept: Sequence[_Tied]) -> list[Contact]:
    """People known by their names alone who go round in a circle: each has an address that another had."""
    moved = {str(one.known.number): one for one in kept if one.tie is _Tie.NAME}
    takes = {
        number: [
            other
            for other, was in moved.items()
            if other != number and ways(was.known.contact) & ways(one.listed)
        ]
        for number, one in moved.items()
    }
    return [moved[number].listed for number in dict.fromkeys(find_circle(takes) or ())]


def _serves(person: Contact, day: date) -> bool:
    return person.valid_to is None or person.valid_to > day
