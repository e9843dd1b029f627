"""Units as the ledger knows them on any day: who they are and whom they hang below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from cascade.org.tree import Contact, Level, OrgTree, Unit, UnitKind
from models.database.sql import FEW, among, one_of
from models.org import contact_list
from models.tables import ALWAYS, FOR_EVER, UnitRow


def load_tree(session: Session, day: date, codes: Collection[str] | None = None) -> OrgTree:
    """The tree as it stands on a day, with the contacts who serve that day."""
    tree = load_units(session, day, codes)
    return OrgTree(tree.units, contact_list.serving(session, tree.units, day), day)


def load_units(session: Session, day: date, codes: Collection[str] | None = None) -> OrgTree:
    """The same without anybody who is written to."""
    query = select(UnitRow).where(UnitRow.valid_from <= day, UnitRow.valid_to > day)
    if codes is not None:
        query = query.where(among(UnitRow.code, codes))
    return OrgTree.of(_unit(row) for row in session.scalars(query) if codes is None or row.code in codes)


def load_around(
    session: Session, day: date, root: str, further: Collection[str], named: Collection[str]
) -> OrgTree:
    """The tree of a day as far as somebody sees it who works at the root: all below it and the further ones.

    Of the rest only the units that are named, what stands above them and above the roots, and the offices
    there; an office stands for its committee. All units where the root is not there.
    """
    there = select(UnitRow.code, UnitRow.parent, UnitRow.vertical, UnitRow.kind).where(*_there(UnitRow, day))
    above: dict[str, tuple[str | None, str | None]] = {}
    below: dict[str, list[str]] = defaultdict(list)
    offices: set[str] = set()
    for code, parent, vertical, kind in session.execute(there):
        above[code] = parent, vertical
        for one in {parent, vertical}:
            if one is not None:
                below[one].append(code)
        if kind == UnitKind.OFFICE.value:
            offices.add(code)
    if root not in above:
        return load_tree(session, day)
    roots = above.keys() & {root, *further}
    tops = {(above[one][0] or one) if one in offices else one for one in roots}
    inside = _reached(tops, below)
    upper = _reached(inside | {code for code in named if code in above}, above) & above.keys()
    beside = {code for code in offices if above[code][0] in upper}
    return load_tree(session, day, upper | beside)


def _reached(first: Collection[str], links: Mapping[str, Iterable[str | None]]) -> set[str]:
    """These and all that the links lead to from them; a circle ends."""
    found, waiting = set(first), list(first)
    while waiting:
        for code in links.get(waiting.pop(), ()):
            if code is not None and code not in found:
                found.add(code)
                waiting.append(code)
    return found


def ended(session: Session, day: date) -> list[Unit]:
    """Units that are gone by that day, as they were last."""
    there = select(UnitRow.code).where(UnitRow.valid_from <= day, UnitRow.valid_to > day)
    gone = select(UnitRow).where(UnitRow.valid_from <= day, UnitRow.code.not_in(there))
    rows = session.scalars(gone.order_by(UnitRow.valid_from))
    return list({row.code: _unit(row) for row in rows}.values())


def exists_on(code: InstrumentedAttribute[str], day: date) -> ColumnElement[bool]:
    """Whether the unit that a row names is there on that day."""
    rows = select(UnitRow.id).where(UnitRow.code == code, UnitRow.valid_from <= day, UnitRow.valid_to > day)
    return rows.exists()


def ever(session: Session, code: str) -> bool:
    """Whether there is, or once was, a unit of that code."""
    return session.scalar(select(UnitRow.id).where(UnitRow.code == code).limit(1)) is not None


def parents(session: Session, codes: Collection[str], day: date) -> dict[str, str | None]:
    """Who stands directly above each unit on a day."""
    query = select(UnitRow.code, UnitRow.parent).where(
        among(UnitRow.code, codes), UnitRow.valid_from <= day, UnitRow.valid_to > day
    )
    return {code: parent for code, parent in session.execute(query) if code in codes}


def ancestors(session: Session, codes: Collection[str], day: date) -> dict[str, frozenset[str]]:
    """All that stand above each unit on a day; one question, however deep the tree."""
    above = _links_up(session, codes, day) if len(codes) <= FEW else _all_links(session, day)
    return {code: frozenset(_upwards(code, above)) for code in codes}


def _links_up(session: Session, codes: Collection[str], day: date) -> dict[str, str | None]:
    upper = aliased(UnitRow)
    first = select(UnitRow.code, UnitRow.parent).where(one_of(UnitRow.code, codes), *_there(UnitRow, day))
    known = first.cte("known", recursive=True)
    # What was met before is not followed again: a circle ends.
    known = known.union(
        select(upper.code, upper.parent).where(upper.code == known.c.parent, *_there(upper, day))
    )
    return {code: parent for code, parent in session.execute(select(known.c.code, known.c.parent))}


def _all_links(session: Session, day: date) -> dict[str, str | None]:
    query = select(UnitRow.code, UnitRow.parent).where(*_there(UnitRow, day))
    return {code: parent for code, parent in session.execute(query)}


def _there(row: type[UnitRow], day: date) -> tuple[ColumnElement[bool], ...]:
    return row.valid_from <= day, row.valid_to > day


def _upwards(code: str, above: Mapping[str, str | None]) -> Iterator[str]:
    seen = {code}
    while (up := above.get(code)) is not None and up not in seen:
        seen.add(up)
        yield up
        code = up


def contacts(session: Session, units: Collection[str], day: date) -> Mapping[str, tuple[Contact, ...]]:
    """Who is written to for these units on a day, the one in post first."""
    return contact_list.serving(session, units, day)


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
