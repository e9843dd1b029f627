"""Trees as plans froze them, packed small; two plans over the same tree keep one copy."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.tree import Level, OrgTree, Unit, UnitKind
from models import upsert
from models.tables import SnapshotRow


def keep(session: Session, tree: OrgTree) -> str:
    """Freeze a tree without its contacts (those are asked for when somebody is written to)."""
    day = tree.day.isoformat() if tree.day else None
    body = json.dumps([day, [_plain(unit) for unit in tree]], ensure_ascii=False).encode()
    digest = hashlib.sha256(body).hexdigest()
    row = upsert.insert(session, SnapshotRow).values(digest=digest, body=zlib.compress(body, 1))
    session.execute(row.on_conflict_do_nothing())
    return digest


def load(session: Session, digest: str) -> OrgTree:
    """The tree as it was frozen."""
    packed = session.scalars(select(SnapshotRow.body).where(SnapshotRow.digest == digest)).one()
    day, units = json.loads(zlib.decompress(packed))
    tree = OrgTree.of(_unit(*fields) for fields in units)
    return OrgTree(tree.units, {}, _day(day), tree.versions)


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
