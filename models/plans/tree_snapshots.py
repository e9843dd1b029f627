"""Trees as plans froze them, packed small; two plans over the same tree keep one copy."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cascade.org.tree import Level, OrgTree, Unit, UnitKind
from models.database import sql
from models.tables import SnapshotRow

_AT_HAND: dict[str, OrgTree] = {}
"""The trees last used, by digest: they never change, and a nation takes a while to unpack."""
_MOST = 2


def keep(session: Session, tree: OrgTree) -> str:
    """Freeze a tree without its contacts (those are asked for when somebody is written to)."""
    known = next((digest for digest, one in _AT_HAND.items() if _same(one, tree)), None)
    if known is not None and session.scalar(_digest().where(SnapshotRow.digest == known)) is not None:
        return known
    day = tree.day.isoformat() if tree.day else None
    body = json.dumps([day, [_plain(unit) for unit in tree], tree.heirs], ensure_ascii=False).encode()
    digest = hashlib.sha256(body).hexdigest()
    row = sql.insert(session, SnapshotRow).values(digest=digest, body=zlib.compress(body, 1))
    session.execute(row.on_conflict_do_nothing())
    _remember(digest, OrgTree(tree.units, {}, tree.day, tree.versions, tree.heirs))
    return digest


def load(session: Session, digest: str) -> OrgTree:
    """The tree as it was frozen."""
    if digest not in _AT_HAND:
        packed = session.scalars(select(SnapshotRow.body).where(SnapshotRow.digest == digest)).one()
        day, units, heirs = json.loads(zlib.decompress(packed))
        tree = OrgTree.of(_unit(*fields) for fields in units)
        _remember(digest, OrgTree(tree.units, {}, _day(day), (), heirs))
    return _AT_HAND[digest]


def _same(known: OrgTree, tree: OrgTree) -> bool:
    return known.units is tree.units and known.day == tree.day


def _digest() -> Select[str]:
    return select(SnapshotRow.digest)


def _remember(digest: str, tree: OrgTree) -> None:
    _AT_HAND.pop(digest, None)
    _AT_HAND[digest] = tree
    while len(_AT_HAND) > _MOST:
        del _AT_HAND[next(iter(_AT_HAND))]


def _plain(unit: Unit) -> list[str | None]:
    return [
        unit.code,
        unit.name,
        unit.level.value,
        unit.parent,
        unit.kind.value,
        unit.group,
        unit.vertical,
        unit.valid_from.isoformat() if unit.valid_from else None,
        unit.valid_to.isoformat() if unit.valid_to else None,
        unit.successor,
    ]


def _unit(
    code: str,
    name: str,
    level: str,
    parent: str | None,
    kind: str,
    group: str,
    vertical: str | None,
    valid_from: str | None,
    valid_to: str | None,
    successor: str | None,
) -> Unit:
    return Unit(
        code,
        name,
        Level(level),
        parent,
        UnitKind(kind),
        group,
        vertical,
        _day(valid_from),
        _day(valid_to),
        successor,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
