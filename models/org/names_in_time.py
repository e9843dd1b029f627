"""How units are called: by the name of the day that is spoken of, and by the last one when they have ended.

Whatever shows a unit asks here; nothing else reads the names of the table of units.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.org.tree import Level, OrgTree
from models.database import remembered
from models.database.sql import among
from models.tables import UnitRow
from models.views.audit_views import AuditEntry

_Version = tuple[date, str, Level]
_Row = tuple[str, date, str, str]
_COLUMNS = (UnitRow.code, UnitRow.valid_from, UnitRow.name, UnitRow.level)


class NamesInTime:
    """Names and levels of some units on all days."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        self._versions: dict[str, list[_Version]] = defaultdict(list)
        for code, since, name, level in rows:
            self._versions[code].append((since, name, Level(level)))

    def on(self, code: str, day: date) -> str:
        """How it was called that day: an ended unit by its last name, one still to come by its first."""
        return found[1] if (found := self._version(code, day)) else code

    def level(self, code: str, day: date) -> Level | None:
        """Its level that day; None for a code that no list ever brought."""
        return found[2] if (found := self._version(code, day)) else None

    def all_on(self, day: date) -> dict[str, str]:
        """Every one of them by its code."""
        return {code: self.on(code, day) for code in self._versions}

    def _version(self, code: str, day: date) -> _Version | None:
        versions = self._versions.get(code)
        if not versions:
            return None
        return versions[max(bisect_right(versions, day, key=_since) - 1, 0)]


def _since(version: _Version) -> date:
    return version[0]


def today(session: Session, code: str, now: datetime) -> str:
    """The name of a unit as it is called now."""
    return on(session, code, day_of(now))


def known(session: Session, codes: Collection[str]) -> NamesInTime:
    """The names of these units, in one question however many days are asked for."""
    there = _remembered(session)
    if missing := {code for code in codes if code not in there}:
        query = select(*_COLUMNS).where(among(UnitRow.code, missing))
        there |= {code: [] for code in missing}
        for code, since, name, level in session.execute(query.order_by(UnitRow.code, UnitRow.valid_from)):
            if code in missing:
                there[code].append((code, since, name, level))
    return NamesInTime(row for code in codes for row in there[code])


def beside_of(query: Select[*tuple[Any, ...]], code: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    """The same question with a row for each name of that unit, for `learned`; ordered as it was before."""
    return query.add_columns(*_COLUMNS).outerjoin(UnitRow, UnitRow.code == code).order_by(UnitRow.valid_from)


def learned(session: Session, code: str, rows: Iterable[Row[*tuple[Any, ...]]]) -> NamesInTime:
    """The names of the unit with that code, out of the answer to such a question."""
    names: list[_Row] = [row[-len(_COLUMNS) :] for row in rows if row[-len(_COLUMNS)] == code]
    _remembered(session)[code] = names
    return NamesInTime(names)


def _remembered(session: Session) -> dict[str, list[_Row]]:
    """By code, for the length of a visit; empty for whoever remembers nothing."""
    return remembered.once(session, "names", dict)


def on(session: Session, code: str, day: date) -> str:
    """The name of one unit on a day."""
    return known(session, {code}).on(code, day)


def beside(session: Session, code: str, day: date, most: int = 60) -> list[str]:
    """The names of the units below the same one, as Vietnamese lists have them."""
    there = (UnitRow.valid_from <= day, UnitRow.valid_to > day)
    parent = select(UnitRow.parent).where(UnitRow.code == code, *there).limit(1).scalar_subquery()
    query = select(UnitRow.name).where(UnitRow.parent == parent, UnitRow.code != code, *there)
    return list(session.scalars(query.order_by(UnitRow.sorting, UnitRow.code).limit(most)))


def ever(session: Session) -> list[tuple[str, str]]:
    """(code, name) for every name that any unit has ever had, the latest first."""
    query = select(UnitRow.code, UnitRow.name).order_by(UnitRow.valid_from.desc(), UnitRow.code)
    return [(code, name) for code, name in session.execute(query)]


def ever_called(session: Session, code: str) -> set[str]:
    """Every name one unit has, had or will have."""
    return set(session.scalars(select(UnitRow.name).where(UnitRow.code == code)))


def as_called(session: Session, tree: OrgTree, day: date) -> OrgTree:
    """A tree that was frozen, its units called as on that day."""
    names = known(session, tree.units.keys()).all_on(day)
    renamed = {
        code: replace(unit, name=names[code])
        for code, unit in tree.units.items()
        if names.get(code, unit.name) != unit.name
    }
    return replace(tree, units={**tree.units, **renamed}) if renamed else tree


def of_acts(session: Session, acts: Sequence[AuditEntry]) -> list[AuditEntry]:
    """The same acts, each with its units called as they were when it was done."""
    called = known(session, {code for act in acts for code in act.units})
    return [
        replace(act, named={code: called.on(code, day_of(act.at)) for code in sorted(act.units)})
        for act in acts
    ]


def shown_on(now: datetime, closed_at: datetime | None) -> date:
    """The day whose names a plan is shown with: today, or for a plan that is over the day it was closed."""
    return day_of(min(now, closed_at) if closed_at is not None else now)
