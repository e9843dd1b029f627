"""Who holds a link: the contact it was made for, while they are in their post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

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
    day = day_of(now)
    rows = session.execute(_HOLDER, {"contact": contact_id, "day": day}).all()
    if not rows:
        return None
    number, name, unit, *_ = first = rows[0]
    names = names_in_time.learned(session, unit, (row for row in rows if row[0] == first[0]))
    return Caller(number, name, unit, names.on(unit, day))


def _holder() -> Select[*tuple[Any, ...]]:
    holds = aliased(ContactRow)
    asked = bindparam("contact", type_=ContactRow.id.type)
    day = bindparam("day", type_=ContactRow.valid_from.type)
    same = func.coalesce(ContactRow.person, ContactRow.id) == func.coalesce(holds.person, holds.id)
    query = (
        select(ContactRow.id, ContactRow.name, ContactRow.unit)
        .join(holds, and_(holds.unit == ContactRow.unit, same))
        .where(holds.id == asked, ContactRow.valid_from <= day, ContactRow.valid_to > day)
    )
    # The row it was made for, if that one still serves, else the first of the same person.
    query = query.order_by(ContactRow.id != asked, ContactRow.id)
    return names_in_time.beside_of(query, ContactRow.unit.expression)


_HOLDER = _holder()
"""Spelled once: every visit of a page asks it."""
