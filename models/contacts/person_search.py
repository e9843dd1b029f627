"""What is kept of one person, in every table: by their number, their name, their addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, ColumnElement, Text, cast, false, or_, select, true, type_coerce
from sqlalchemy import types as kinds
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from models.tables import (
    AddressRow,
    ContactRequestRow,
    ContactRow,
    NoticeRow,
    ObligationRow,
    OfficerRow,
    Table,
)
from models.tables.base import Because, Reasoning

UNTOUCHED = frozenset({"audit_link", "channel", "credential", "setting"})
"""Where nobody is named."""
OFFICIAL = frozenset(
    {
        *("plan", "revision", "snapshot", "duty", "obligation", "unit", "rollup", "meeting", "own_words"),
        *("report", "figure", "draft", "draft_paper", "draft_version", "kept_file", "calendar_override"),
    }
)
"""What was issued and handed in stays as it was; only who did it is a person's."""
_SECRETS = frozenset({"digest", "secret", "browser", "claim", "key", "token", "sealed", "pending", "salt"})
TABLES = [table for table in Table.metadata.sorted_tables if table.name not in UNTOUCHED]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know: by a post, as an officer, or as both."""

    names: frozenset[str]
    addresses: frozenset[str]
    contacts: frozenset[int]
    officers: frozenset[int]
    units: frozenset[str]
    namesakes: bool
    """Somebody else is called the same: a name alone is then theirs only within their units."""
    serving: bool
    """They are in post, or an officer, today."""


def find(session: Session, who: str, unit: str | None, today: date) -> Person:
    """The person with that address or name. Refusal: there is none; several are called so."""
    contacts = _contacts(session, who, unit)
    officers = session.scalars(
        select(OfficerRow).where(or_(OfficerRow.mail == who.lower(), OfficerRow.name == who))
    )
    found = [] if unit is not None else list(officers)
    if not contacts and not found:
        what = Told("không có ai với tên hoặc địa chỉ này", "there is nobody of that name or address")
        raise Refusal(who, what, Told("xem lại tên, địa chỉ, đơn vị", "see name, address and unit"))
    roots = {row.person or row.id for row in contacts}
    if len(roots) > 1 or len(found) > 1:
        what = Told("có nhiều người như vậy", "there are several such people")
        todo = tell(
            "nêu địa chỉ, hoặc --unit: {units}",
            "give an address, or --unit: {units}",
            units=", ".join(sorted({row.unit for row in contacts})),
        )
        raise Refusal(who, what, todo)
    rows = _of_person(session, roots)
    officers_too = found or _also_officer(session, rows)
    return _person(session, rows, officers_too, today)


def held(session: Session, person: Person) -> Iterator[tuple[sqlalchemy.Table, list[dict[str, Any]]]]:
    """Table after table, the rows that are about them or name them, each value as it lies there."""
    for table in TABLES:
        asked = select(*(_plain(column).label(column.name) for column in table.columns))
        found = session.execute(asked.where(or_(*_about(table, person))).order_by(*table.primary_key))
        if rows := [dict(row) for row in found.mappings()]:
            yield table, rows


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the person may have it: without what opens doors, and without whole files."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
        if name not in _SECRETS and not isinstance(value, bytes)
    }


def texts(table: sqlalchemy.Table) -> list[sqlalchemy.Column[Any]]:
    """Columns in which a name or an address may stand."""
    kept = (kinds.Text, JSON, Because)
    return [column for column in table.columns if isinstance(column.type, kept) and not column.primary_key]


def _plain(column: sqlalchemy.Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, Text) if isinstance(column.type, Because | Reasoning) else column


def _contacts(session: Session, who: str, unit: str | None) -> list[ContactRow]:
    owned = select(AddressRow.contact_id).where(
        or_(AddressRow.address == who, AddressRow.address == who.lower())
    )
    query = select(ContactRow).where(or_(ContactRow.name == who, ContactRow.id.in_(owned)))
    return list(session.scalars(query if unit is None else query.where(ContactRow.unit == unit)))


def _of_person(session: Session, roots: set[int]) -> list[ContactRow]:
    same = or_(ContactRow.id.in_(roots), ContactRow.person.in_(roots))
    return list(session.scalars(select(ContactRow).where(same)))


def _also_officer(session: Session, rows: list[ContactRow]) -> list[OfficerRow]:
    """An officer with a mailbox of theirs is the same person."""
    boxes = select(AddressRow.address).where(AddressRow.contact_id.in_([row.id for row in rows]))
    return list(session.scalars(select(OfficerRow).where(OfficerRow.mail.in_(boxes))))


def _person(session: Session, rows: list[ContactRow], officers: list[OfficerRow], today: date) -> Person:
    ids, numbers = {row.id for row in rows}, {one.id for one in officers}
    names = {row.name for row in rows} | {one.name for one in officers}
    others = (
        select(ContactRow.id).where(ContactRow.name.in_(names), ContactRow.id.not_in(ids)),
        select(OfficerRow.id).where(OfficerRow.name.in_(names), OfficerRow.id.not_in(numbers)),
    )
    serving = any(row.valid_from <= today < row.valid_to for row in rows)
    return Person(
        frozenset(names),
        frozenset(_addresses(session, ids) | {one.mail for one in officers}),
        frozenset(ids),
        frozenset(numbers),
        frozenset({row.unit for row in rows} | {one.unit for one in officers if one.unit}),
        any(session.scalar(asked.limit(1)) is not None for asked in others),
        serving or any(one.ended_at is None for one in officers),
    )


def _addresses(session: Session, contacts: set[int]) -> set[str]:
    """Those that are known, those that were written to, those that were asked for."""
    known = select(AddressRow.address).where(AddressRow.contact_id.in_(contacts))
    told = select(NoticeRow.address).where(NoticeRow.contact_id.in_(contacts)).distinct()
    asked = session.scalars(select(ContactRequestRow.body).where(ContactRequestRow.contact_id.in_(contacts)))
    typed = {text for body in asked for text in _leaves(body) if _reaches(text)}
    return {one for one in (*session.scalars(known), *session.scalars(told), *typed) if one}


def _reaches(text: str) -> bool:
    return "@" in text or sum(letter.isdigit() for letter in text) >= 9


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)


def _about(table: sqlalchemy.Table, person: Person) -> Iterator[ColumnElement[bool]]:
    yield false()
    for name, numbers in (("contact_id", person.contacts), ("officer_id", person.officers)):
        if name in table.c and table.name != "second_officer":
            yield table.c[name].in_(numbers)
    for name, numbers in (("contact", person.contacts), ("officer", person.officers)):
        if table.name == name:
            yield table.c.id.in_(numbers)
    within = _within(table, person)
    for column in texts(table):
        yield from (_says(column, one) for one in person.addresses if table.name not in OFFICIAL)
        yield from (within & _names(column, one, table.name not in OFFICIAL) for one in person.names)


def _within(table: sqlalchemy.Table, person: Person) -> ColumnElement[bool]:
    if not person.namesakes:
        return true()
    if "unit" in table.c:
        return table.c.unit.in_(person.units)
    if "obligation_id" in table.c:
        owed = select(ObligationRow.id).where(ObligationRow.unit.in_(person.units))
        return table.c.obligation_id.in_(owed)
    return false()


def _names(column: sqlalchemy.Column[Any], name: str, anywhere: bool) -> ColumnElement[bool]:
    if anywhere and " " in name:
        return _says(column, name)
    return false() if isinstance(column.type, JSON) else type_coerce(column, Text) == name


def _says(column: sqlalchemy.Column[Any], text: str) -> ColumnElement[bool]:
    if not isinstance(column.type, JSON):
        return type_coerce(column, Text).contains(text, autoescape=True)
    spelled = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    return or_(*(cast(column, Text).contains(one, autoescape=True) for one in spelled))
