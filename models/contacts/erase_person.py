"""Erases a person: what served to reach them goes, what they did stays under a name that says nothing."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import Text, delete, type_coerce, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.contacts.person_search import Person, held, texts
from models.database import audit, audit_chain
from models.database.chain_check import ERASED
from models.tables.base import Because

_GONE = ("address", "login_link", "office_session", "officer_role", "recovery_code", "second_factor")
"""Rows that only serve to reach the person or to let them in."""
_AT_ONCE = 500
"""Rows of the log that one act accounts for."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done."""

    alias: str
    """Under which what they did still stands together."""
    rows: Mapping[str, int]
    """By table."""
    namesakes: bool
    """Somebody else is called the same: outside of their units the name was left alone."""


def erase(session: Session, person: Person, now: datetime, by: str) -> Erased:
    """In one transaction, with an act in the log that accounts for its rows. Refusal: they still serve."""
    if person.serving:
        what = Told(
            "người này còn đang làm cán bộ đầu mối hoặc cán bộ văn phòng",
            "they still serve as a contact or officer",
        )
        todo = Told("thay người hoặc cho thôi trước, rồi xóa", "replace or end them first")
        raise Refusal("", what, todo)
    audit_chain.hold(session)
    alias, rows = f"[đã xóa {secrets.token_hex(3)}]", dict[str, int]()
    log: list[dict[str, Any]] = []
    for table, found in list(held(session, person)):
        if table.name == "audit":
            log = [changed for row in found if (changed := _act(row, person, alias)) != row]
            rows[table.name] = len(log)
        else:
            rows[table.name] = _written(session, table, found, person, alias)
    for first in range(0, len(log) or 1, _AT_ONCE):
        some = log[first : first + _AT_ONCE]
        marks = audit_chain.rewrite(session, some)
        audit.log(session, by, ERASED, now=now, name=alias, rows=len(some), marks=marks)
    return Erased(alias, {name: many for name, many in rows.items() if many}, person.namesakes)


def _written(
    session: Session, table: sqlalchemy.Table, rows: list[dict[str, Any]], person: Person, alias: str
) -> int:
    done = 0
    for row in rows:
        mine = [column == row[column.name] for column in table.primary_key]
        if table.name in _GONE:
            session.execute(delete(table).where(*mine))
            done += 1
        elif changed := _changed(table, row, person, alias):
            session.execute(update(table).where(*mine).values(changed))
            done += 1
    return done


def _changed(table: sqlalchemy.Table, row: dict[str, Any], person: Person, alias: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in texts(table):
        if (new := veiled(row[column.name], person, alias)) != row[column.name]:
            found[column.name] = type_coerce(new, Text) if isinstance(column.type, Because) else new
    return found | _own(table.name, row, person, alias)


def _own(table: str, row: dict[str, Any], person: Person, alias: str) -> dict[str, Any]:
    """What is of the person alone, whatever it says."""
    if table == "contact" and row["id"] in person.contacts:
        # Their links open nothing any more.
        return {"name": alias, "role": "", "generation": row["generation"] + 1}
    if table == "officer" and row["id"] in person.officers:
        return dict(name=alias, mail=f"{alias[-7:-1]}@xoa.invalid")
    if table == "notice" and row["contact_id"] in person.contacts:
        return {"address": ""}
    if table == "mail_reply" and row["contact_id"] in person.contacts:
        return {"writer": "", "subject": "", "words": "", "files": []}
    return {}


def _act(row: dict[str, Any], person: Person, alias: str) -> dict[str, Any]:
    detail = veiled(row["detail"], person, alias)
    if row["who"] in person.names and "door" in detail:
        detail = {**detail, "address": ""}  # from where they came
    return {**row, "who": veiled(row["who"], person, alias), "detail": detail}


def veiled(value: Any, person: Person, alias: str) -> Any:
    """The value with the alias in place of a name, and nothing in place of an address."""
    if isinstance(value, dict):
        return {name: veiled(one, person, alias) for name, one in value.items()}
    if isinstance(value, list):
        return [veiled(one, person, alias) for one in value]
    if not isinstance(value, str):
        return value
    if value in person.names:
        return alias
    for address in person.addresses:
        value = value.replace(address, "")
    for name in person.names:
        if " " in name:
            value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", alias, value)
    return value
