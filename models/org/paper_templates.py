"""The Word templates of an office: put in force, looked up, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.database import audit
from models.tables import PaperTemplateRow


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """Which file an office writes a kind of paper in, since when and by whom."""

    name: str
    at: datetime
    by: str


def in_force(session: Session, unit: str) -> Mapping[str, KeptTemplate]:
    """By the kind of paper."""
    row = PaperTemplateRow
    query = select(row.sort, row.name, row.at, row.by).where(row.unit == unit, row.ended_at.is_(None))
    # Of two that were uploaded at once the later one counts.
    rows = session.execute(query.order_by(row.id))
    return {sort: KeptTemplate(name, at, by) for sort, name, at, by in rows}


def body(session: Session, unit: str, sort: str) -> bytes | None:
    """The file itself; None: papers of that kind are written in our form."""
    row = PaperTemplateRow
    query = select(row.body).where(row.unit == unit, row.sort == sort, row.ended_at.is_(None))
    return session.scalar(query.order_by(row.id.desc()).limit(1))


def keep(
    session: Session, unit: str, sort: str, name: str, content: bytes, *, now: datetime, by: str
) -> None:
    """From now on papers of that kind are written in it; what was in force before is kept and ended."""
    _end(session, unit, sort, now)
    session.add(PaperTemplateRow(unit=unit, sort=sort, name=name, body=content, at=now, by=by, ended_at=None))
    session.flush()
    audit.log(session, by, "paper_template", now=now, unit=unit, paper=sort, file=name)


def take_back(session: Session, unit: str, sort: str, *, now: datetime, by: str) -> bool:
    """Back to our form. False: it was already."""
    if not _end(session, unit, sort, now):
        return False
    audit.log(session, by, "paper_template_back", now=now, unit=unit, paper=sort)
    return True


def _end(session: Session, unit: str, sort: str, now: datetime) -> bool:
    row = PaperTemplateRow
    ended = update(row).where(row.unit == unit, row.sort == sort, row.ended_at.is_(None)).values(ended_at=now)
    return session.execute(ended.returning(row.id)).first() is not None
