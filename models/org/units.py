"""Units as the ledger knows them on any day: who they are and whom they hang below."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cascade.org.tree import Contact, Level, OrgTree, Unit, UnitKind
from models.contacts import import_contacts
from models.database import audit
from models.org import contact_list
from models.tables import ALWAYS, FOR_EVER, UnitRow

_FIELDS = ("name", "level", "parent", "kind", "group", "vertical", "valid_to", "successor")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a unit list changed."""

    added: int
    changed: int
    contacts: int


def import_units(session: Session, tree: OrgTree, now: datetime, by: str = "dondoc") -> Imported:
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


def load_tree(session: Session, day: date, codes: Collection[str] | None = None) -> OrgTree:
    """The tree as it stands on a day, with the contacts who serve that day."""
    query = select(UnitRow).where(UnitRow.valid_from <= day, UnitRow.valid_to > day)
    if codes is not None:
        query = query.where(UnitRow.code.in_(codes))
    tree = OrgTree.of(_unit(row) for row in session.scalars(query))
    return OrgTree(tree.units, contact_list.serving(session, tree.units, day), day)


def names(session: Session, codes: Collection[str], day: date) -> dict[str, str]:
    """How units are called on a day; one that is gone keeps its last name."""
    return {code: name for code, (name, _) in named(session, codes, day).items()}


def named(session: Session, codes: Collection[str], day: date) -> dict[str, tuple[str, Level]]:
    """Name and level of units on a day."""
    if not codes:
        return {}
    query = (
        select(UnitRow.code, UnitRow.name, UnitRow.level)
        .where(contact_list.among(UnitRow.code, codes), UnitRow.valid_from <= day)
        .order_by(UnitRow.valid_from)
    )
    return {code: (name, Level(level)) for code, name, level in session.execute(query) if code in codes}


def parents(session: Session, codes: Collection[str], day: date) -> dict[str, str | None]:
    """Who stands directly above each unit on a day."""
    query = select(UnitRow.code, UnitRow.parent).where(
        contact_list.among(UnitRow.code, codes), UnitRow.valid_from <= day, UnitRow.valid_to > day
    )
    return {code: parent for code, parent in session.execute(query) if code in codes}


def contacts(session: Session, units: Collection[str], day: date) -> Mapping[str, tuple[Contact, ...]]:
    """Who is written to for these units on a day, the one in post first."""
    return contact_list.serving(session, units, day)


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


def _unit(row: UnitRow) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        level=Level(row.level),
        parent=row.parent,
        kind=UnitKind(row.kind),
        group=row.group,
        vertical=row.vertical,
        valid_from=None if row.valid_from == ALWAYS else row.valid_from,
        valid_to=None if row.valid_to == FOR_EVER else row.valid_to,
        successor=row.successor,
    )


def _end_earlier_versions(session: Session, codes: Collection[str]) -> None:
    """Where a unit got a newer row, the row before it ends the day the newer one begins."""
    query = select(UnitRow).where(UnitRow.code.in_(codes)).order_by(UnitRow.code, UnitRow.valid_from)
    before: UnitRow | None = None
    for row in session.scalars(query):
        if before is not None and before.code == row.code and before.valid_to > row.valid_from:
            before.valid_to = row.valid_from
        before = row
    session.flush()
