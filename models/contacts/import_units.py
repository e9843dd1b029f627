"""Takes over a unit list: its units and their contacts, with what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cascade.org.tree import OrgTree, Unit
from models.contacts import import_contacts
from models.database import audit
from models.tables import ALWAYS, FOR_EVER, UnitRow

_FIELDS = ("name", "level", "parent", "kind", "group", "vertical", "valid_to", "successor")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a unit list changed."""

    added: int
    changed: int
    contacts: int


def take_over(session: Session, tree: OrgTree, now: datetime, by: str = "dondoc") -> Imported:
    """Take over a unit list: new units are added, known ones brought up to date, the others left alone."""
    known = _known(session)
    rows = [_row(unit) for unit in (*tree.versions, *tree)]
    new = [row for row in rows if (row["code"], row["valid_from"]) not in known]
    changed = [
        {**row, "id": known[key].id}
        for row in rows
        if (key := (row["code"], row["valid_from"])) in known and _differs(known[key], row)
    ]
    if changed:
        session.execute(update(UnitRow), changed)
    if new:
        session.execute(insert(UnitRow), new)
        _end_earlier_versions(session, {str(row["code"]) for row in new})
    done = Imported(len(new), len(changed), import_contacts.take_over(session, tree, now))
    audit.log(session, by, "units", now=now, added=done.added, changed=done.changed, contacts=done.contacts)
    return done


def _known(session: Session) -> dict[tuple[object, object], UnitRow]:
    return {(row.code, row.valid_from): row for row in session.scalars(select(UnitRow))}


def _differs(known: UnitRow, row: Mapping[str, object]) -> bool:
    return any(getattr(known, field) != row[field] for field in _FIELDS)


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level.value,
        "parent": unit.parent,
        "kind": unit.kind.value,
        "group": unit.group,
        "vertical": unit.vertical,
        "valid_from": unit.valid_from or ALWAYS,
        "valid_to": unit.valid_to or FOR_EVER,
        "successor": unit.successor,
    }


def _end_earlier_versions(session: Session, codes: Collection[str]) -> None:
    """Where a unit got a newer row, the row before it ends the day the newer one begins."""
    query = select(UnitRow).where(UnitRow.code.in_(codes)).order_by(UnitRow.code, UnitRow.valid_from)
    before: UnitRow | None = None
    for row in session.scalars(query):
        if before is not None and before.code == row.code and before.valid_to > row.valid_from:
            before.valid_to = row.valid_from
        before = row
    session.flush()
