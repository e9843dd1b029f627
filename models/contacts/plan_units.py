"""What a unit list changes of the units: rows to write, and each change by names for people to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.lang.nearest import bare
from cascade.lang.vietnamese import sort_text
from cascade.org.tree import OrgTree, Unit
from models.tables import ALWAYS, FOR_EVER, UnitRow
from models.views.list_views import UnitChange, UnitFate

_FIELDS = ("name", "level", "parent", "kind", "group", "vertical", "valid_to", "successor")
_OTHERS = ("level", "kind", "group", "vertical")

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class UnitsPlan:
    """Rows to write, and what is told of them."""

    new: list[dict[str, object]]
    changed: list[dict[str, object]]
    told: tuple[UnitChange, ...]
    names: Mapping[str, set[str]]
    """All names that each unit has had, and has now."""
    unlisted: int
    """Units of the ledger that the list does not name: they stay as they are."""


def plan(session: Session, tree: OrgTree) -> UnitsPlan:
    """Compare the list with the ledger; nothing is written."""
    known = {(row.code, row.valid_from): row for row in session.scalars(select(UnitRow))}
    rows = [_row(unit) for unit in (*tree.versions, *tree)]
    new = [row for row in rows if (row["code"], row["valid_from"]) not in known]
    changed = [
        {**row, "id": known[key].id}
        for row in rows
        if (key := (row["code"], row["valid_from"])) in known and _differs(known[key], row)
    ]
    names: dict[str, set[str]] = defaultdict(set)
    for code, name in (*((one.code, one.name) for one in known.values()), *map(_code_and_name, rows)):
        names[code].add(name)
    told = tuple(_told(known, new, changed, tree))
    return UnitsPlan(new, changed, told, names, len({code for code, _ in known} - set(tree.units)))


def _told(
    known: Mapping[tuple[str, date], UnitRow],
    new: list[dict[str, object]],
    changed: list[dict[str, object]],
    tree: OrgTree,
) -> Iterator[UnitChange]:
    versions: dict[str, list[UnitRow]] = defaultdict(list)
    for one in sorted(known.values(), key=_since):
        versions[one.code].append(one)
    called = {code: some[-1].name for code, some in versions.items()}
    called |= {unit.code: unit.name for unit in tree}
    # A row that ends where the next one of the same unit begins is no end.
    last = {unit.code: unit.valid_to for unit in tree if unit.valid_to is not None}
    for row in changed:
        before = known[str(row["code"]), _day(row["valid_from"])]
        yield from _changes(before, row, None, called, last)
    for row in new:
        code, since = str(row["code"]), _day(row["valid_from"])
        earlier = [one for one in versions.get(code, ()) if one.valid_from < since]
        if earlier:
            yield from _changes(earlier[-1], row, since, called, last)
        else:
            day = None if since == ALWAYS else since
            yield UnitChange(code, str(row["name"]), UnitFate.NEW, since=day)


def _changes(
    before: UnitRow, row: Row, since: date | None, called: Mapping[str, str], last: Mapping[str, date]
) -> Iterator[UnitChange]:
    """`since`: the day of a new version; None: the row itself is put right. `last`: when units end."""
    code, name = before.code, str(row["name"])
    if before.name != name:
        yield UnitChange(code, name, UnitFate.RENAMED, before.name, name, since)
    if before.parent != row["parent"]:
        places = (_called(before.parent, called), _called(row["parent"], called))
        yield UnitChange(code, name, UnitFate.MOVED, *places, since)
    ends = _day(row["valid_to"])
    if ends == last.get(code) and (since is not None or before.valid_to != ends):
        yield UnitChange(code, name, UnitFate.ENDED, becomes=_called(row["successor"], called), since=ends)
    others = [one for one in _OTHERS if getattr(before, one) != row[one]]
    if since is None and before.valid_to != FOR_EVER and ends == FOR_EVER:
        others.append("valid_to")
    if since is None and before.valid_to == ends and before.successor != row["successor"]:
        others.append("successor")
    if others:
        yield UnitChange(code, name, UnitFate.CHANGED, becomes=", ".join(others), since=since)


def _code_and_name(row: Row) -> tuple[str, str]:
    return str(row["code"]), str(row["name"])


def _called(code: object, called: Mapping[str, str]) -> str:
    return called.get(str(code), str(code)) if code else ""


def _since(row: UnitRow) -> date:
    return row.valid_from


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


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
        "plain": bare(unit.name),
        "sorting": sort_text(unit.name),
    }
