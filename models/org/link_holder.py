"""Who holds a link: the contact it was made for, while they are in their post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from models.org import names_in_time
from models.tables import ContactRow


@dataclass(frozen=True, slots=True)
class Caller:
    """The contact that a link was made for, and their unit."""

    contact_id: int
    name: str
    unit: str
    unit_name: str


def caller(session: Session, contact_id: int, now: datetime) -> Caller | None:
    """Who holds the link; None when they have left the post.

    Other days of service are other rows of the same person: their links of before open all the same.
    """
    row = session.get(ContactRow, contact_id)
    if row is None:
        return None
    day = day_of(now)
    serves = select(ContactRow).where(
        ContactRow.unit == row.unit,
        func.coalesce(ContactRow.person, ContactRow.id) == (row.person or row.id),
        ContactRow.valid_from <= day,
        ContactRow.valid_to > day,
    )
    now_there = {one.id: one for one in session.scalars(serves)}
    if not now_there:
        return None
    there = now_there.get(row.id) or now_there[min(now_there)]
    return Caller(there.id, there.name, there.unit, names_in_time.on(session, there.unit, day))
