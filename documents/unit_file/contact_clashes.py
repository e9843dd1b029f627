"""People of one unit whom nobody could tell apart: two at one address, one twice, namesakes without any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from cascade.lang import person_names
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Channel
from cascade.org.people import Way, way_key, ways
from cascade.org.tree import Contact
from documents.unit_file.row import RowReader


@dataclass(frozen=True)
class ContactEntry:
    """Somebody to write to, and the row they came from."""

    person: Contact
    row: RowReader


def refuse_clashes(people: Sequence[ContactEntry]) -> None:
    """Refusal: two rows of one unit and of the same days that name one address, or one person twice."""
    by_unit: dict[str, list[ContactEntry]] = defaultdict(list)
    for entry in people:
        by_unit[entry.person.unit].append(entry)
    for some in by_unit.values():
        for first, second in combinations(some, 2):
            if _together(first.person, second.person):
                _compare(first, second)


def _compare(first: ContactEntry, second: ContactEntry) -> None:
    a, b = first.person, second.person
    same_name = person_names.key(a.name) == person_names.key(b.name)
    shared = [way for way in b.channels if way_key(way) in ways(a)]
    if shared and (same_name or not (_stands_in(a) or _stands_in(b))):
        raise _at_one_address(first, second, shared[0], same_name)
    if same_name and not (a.channels and b.channels):
        raise second.row.refuse(
            "contact",
            Told(
                f"“{b.name[:60]}” đã có ở dòng {first.row.line}, không có địa chỉ để phân biệt",
                f"“{b.name[:60]}” is already in line {first.row.line}, and no address tells them apart",
            ),
            Told(
                "gộp vào một dòng, hoặc ghi địa chỉ cho cả hai", "make it one line, or give both an address"
            ),
        )


def _at_one_address(first: ContactEntry, second: ContactEntry, way: Way, same_name: bool) -> Refusal:
    channel, address = way
    whose = first.person.name[:60]
    what = Told(
        f"“{address}” đã là của {whose} ở dòng {first.row.line}",
        f"“{address}” is already the address of {whose} in line {first.row.line}",
    )
    todo = Told(
        "trong một đơn vị, mỗi địa chỉ của một người: hộp thư chung ghi một dòng, hoặc mỗi người một địa chỉ",
        "an address is one person's in a unit: one line for a shared mailbox, or to each an address",
    )
    once = Told("gộp vào một dòng", "make it one line")
    return second.row.refuse(Channel(channel).column, what, once if same_name else todo)


def _together(one: Contact, other: Contact) -> bool:
    """Whether there is a day on which both serve."""
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts < min(one.valid_to or date.max, other.valid_to or date.max)


def _stands_in(person: Contact) -> bool:
    """For some days, during which they may read the other's mailbox."""
    return person.valid_from is not None and person.valid_to is not None
