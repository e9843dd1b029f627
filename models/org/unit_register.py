"""The units of a day to look through: filtered, in Vietnamese order, with how well each can be reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from cascade.lang.nearest import bare
from cascade.lang.vietnamese import vn_sort_key
from cascade.notices import reasons
from cascade.org.tree import LEVEL_ORDER, Level, UnitKind
from models.database.sql import among
from models.tables import ALWAYS, FOR_EVER, AddressRow, ContactRow, UnitRow
from models.views.unit_views import (
    KnownAddress,
    PersonInPost,
    Reach,
    ReachFilter,
    RegisteredUnit,
    UnitFilter,
    UnitVersion,
)

NOBODY = Reach()
_plain = lru_cache(maxsize=65_536)(bare)


@lru_cache(maxsize=65_536)
def _alphabet(name: str) -> str:
    """The order of vn_sort_key as one text: ten thousand of them are in order within a page's time."""
    return "".join(
        f"{kind}{''.join(f'{rank:08}' for rank in ranks)}!{tone}" for kind, ranks, tone in vn_sort_key(name)
    )


class Register:
    """All units of one day, read in one question."""

    def __init__(self, lines: Sequence[RegisteredUnit]) -> None:
        self.units: Mapping[str, RegisteredUnit] = {one.code: one for one in lines}
        self._below: dict[str | None, list[RegisteredUnit]] = {}
        for one in lines:
            self._below.setdefault(one.parent if one.parent in self.units else None, []).append(one)

    def below(self, code: str | None) -> list[RegisteredUnit]:
        """Directly below, offices first, then by level and the alphabet; None: what stands at the top."""
        return sorted(self._below.get(code, ()), key=_order)

    def count(self, code: str) -> int:
        """How many stand directly below."""
        return len(self._below.get(code, ()))

    def inside(self, roots: Collection[str]) -> set[str]:
        """Those units and all below them; "" stands for every unit."""
        if "" in roots:
            return set(self.units)
        found: set[str] = set()
        waiting = [code for code in roots if code in self.units]
        while waiting:
            code = waiting.pop()
            if code not in found:
                found.add(code)
                waiting += [one.code for one in self._below.get(code, ())]
        return found

    def path(self, code: str) -> list[RegisteredUnit]:
        """All that stand above, from the top down."""
        found: list[RegisteredUnit] = []
        one = self.units.get(code)
        while one is not None and one.parent and len(found) < 20:
            one = self.units.get(one.parent)
            found += [one] if one is not None else []
        return found[::-1]

    def find(
        self, wanted: UnitFilter, roots: Collection[str], reached: Mapping[str, Reach]
    ) -> list[RegisteredUnit]:
        """Those that pass, by the alphabet. `reached`: needed only where it is asked for."""
        text = _plain(wanted.text)
        there = self.inside(roots)
        if wanted.below:
            there &= self.inside([wanted.below]) - {wanted.below}
        found = [
            one
            for one in self.units.values()
            if one.code in there
            and (wanted.level is None or one.level is wanted.level)
            and (wanted.kind is None or one.kind is wanted.kind)
            and (not text or text in _plain(one.name) or text in one.code)
            and (wanted.reach is ReachFilter.ANY or reached.get(one.code, NOBODY).passes(wanted.reach))
        ]
        return sorted(found, key=lambda one: (_alphabet(one.name), one.code))


def _order(one: RegisteredUnit) -> tuple[object, ...]:
    office = one.kind is not UnitKind.OFFICE
    return office, LEVEL_ORDER[one.level], _alphabet(one.name), one.code


def on(session: Session, day: date) -> Register:
    """The units as they stand on a day."""
    query = select(UnitRow.code, UnitRow.name, UnitRow.level, UnitRow.parent, UnitRow.kind, UnitRow.group)
    rows = session.execute(query.where(UnitRow.valid_from <= day, UnitRow.valid_to > day))
    return Register(
        [
            RegisteredUnit(code, name, Level(level), parent, UnitKind(kind), group)
            for code, name, level, parent, kind, group in rows
        ]
    )


def reach(session: Session, day: date, codes: Collection[str] | None = None) -> dict[str, Reach]:
    """How units can be reached on a day, those that have anybody; `codes`: only these."""
    bad = func.sum(case((AddressRow.bad_since.is_not(None), 1), else_=0))
    people = func.count(ContactRow.id.distinct())
    query = select(ContactRow.unit, people, func.count(AddressRow.id), bad).outerjoin(
        AddressRow, AddressRow.contact_id == ContactRow.id
    )
    query = query.where(ContactRow.valid_from <= day, ContactRow.valid_to > day)
    if codes is not None:
        query = query.where(among(ContactRow.unit, codes))
    rows = session.execute(query.group_by(ContactRow.unit))
    return {unit: Reach(many, every - fails, fails) for unit, many, every, fails in rows}


def people(session: Session, unit: str, day: date) -> list[PersonInPost]:
    """Who serves a unit that day or later, whoever receives its notices first."""
    rows = session.scalars(
        select(ContactRow)
        .where(ContactRow.unit == unit, ContactRow.valid_to > day)
        .order_by(ContactRow.valid_from.desc(), ContactRow.position, ContactRow.id)
    ).all()
    ways: dict[int, list[KnownAddress]] = {}
    asked = select(AddressRow).where(AddressRow.contact_id.in_([row.id for row in rows]))
    for way in session.scalars(asked.order_by(AddressRow.position)):
        why = str(reasons.read(way.bad_why)) if way.bad_why else ""
        known = KnownAddress(way.id, way.channel, way.address, way.linked, way.bad_since, why)
        ways.setdefault(way.contact_id, []).append(known)
    # As contact_list.in_post picks: the first of this order who serves that day.
    post = next((row.id for row in rows if row.valid_from <= day), None)
    found = [
        PersonInPost(
            id=row.id,
            name=row.name,
            role=row.role,
            lang=row.lang,
            listed=not row.appointed,
            first=None if row.valid_from == ALWAYS else row.valid_from,
            last=None if row.valid_to == FOR_EVER else row.valid_to - timedelta(days=1),
            addresses=tuple(ways.get(row.id, ())),
            receives=post == row.id,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.receives)


def versions(session: Session, code: str) -> list[UnitVersion]:
    """What a unit was on all days, the first one first."""
    rows = session.scalars(select(UnitRow).where(UnitRow.code == code).order_by(UnitRow.valid_from))
    return [
        UnitVersion(
            row.name,
            row.parent,
            None if row.valid_from == ALWAYS else row.valid_from,
            None if row.valid_to == FOR_EVER else row.valid_to,
            row.successor,
        )
        for row in rows
    ]
