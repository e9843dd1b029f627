"""Who holds a link: the contact it was made for, while they are in their post."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from models.org import names_in_time
from models.tables import AddressRow, ContactRow


@dataclass(frozen=True, slots=True)
class Caller:
    """The contact that a link was made for, and their unit."""

    contact_id: int
    name: str
    unit: str
    unit_name: str


def caller(session: Session, contact_id: int, now: datetime) -> Caller | None:
    """Who holds the link; None when they have left the post.

    Other days of service give the same person a new row: their old links still work if they are reached
    where they were before.
    """
    row = session.get(ContactRow, contact_id)
    if row is None:
        return None
    day = day_of(now)
    serves = select(ContactRow.id).where(
        ContactRow.unit == row.unit,
        ContactRow.name == row.name,
        ContactRow.valid_from <= day,
        ContactRow.valid_to > day,
    )
    now_there = set(session.scalars(serves))
    if row.id not in now_there and not _reached_as_before(session, row.id, now_there):
        return None
    return Caller(row.id, row.name, row.unit, names_in_time.on(session, row.unit, day))


def _reached_as_before(session: Session, before: int, now_there: set[int]) -> bool:
    """Whether one of those rows has every address that the earlier one had."""
    query = select(AddressRow.contact_id, AddressRow.channel, AddressRow.address)
    ways: dict[int, set[tuple[str, str]]] = defaultdict(set)
    listed = AddressRow.contact_id.in_({before, *now_there}) & AddressRow.linked.is_(False)
    for contact, channel, address in session.execute(query.where(listed)):
        ways[contact].add((channel, address))
    return any(ways[before] <= ways[one] for one in now_there)
