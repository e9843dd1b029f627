"""Drafts: what somebody has typed for a duty and not sent yet, kept for them alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import sql
from models.obligations.reported import report_files
from models.tables import ReportDraftRow
from models.views.obligation_views import ReportFile

KEPT = timedelta(days=30)
"""A draft that nobody has touched for so long is cleared away."""
AT_ONCE = 500
PROGRAM = "program"
"""Beside what is typed: the name of the program that laid it out, until a person has changed it."""


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What is kept of a report before it is sent."""

    typed: Mapping[str, str]
    seen: int
    """The number of the report that was on the page, 0 for none."""
    at: datetime
    files: tuple[ReportFile, ...]

    @property
    def program(self) -> str:
        """Which program laid it out for whoever sends it; empty: a person typed it."""
        return self.typed.get(PROGRAM, "")


def of(session: Session, obligation_id: int, contact_id: int) -> ReportDraft | None:
    """Somebody's draft for a duty."""
    row = session.get(ReportDraftRow, (obligation_id, contact_id))
    if row is None:
        return None
    return ReportDraft(row.typed, row.seen, row.at, report_files.of_draft(session, obligation_id, contact_id))


def write(
    session: Session,
    obligation_id: int,
    contact_id: int,
    typed: Mapping[str, str],
    seen: int,
    *,
    now: datetime,
    by: str,
) -> None:
    """Keep what was typed; what was kept before gives way to it."""
    key = {"obligation_id": obligation_id, "contact_id": contact_id}
    row = {**key, "typed": dict(typed), "seen": seen, "at": now, "by": by}
    sql.replace(session, ReportDraftRow, list(key), row)


def drop(session: Session, obligation_id: int, contact_id: int) -> bool:
    """It was sent, or is not wanted any more. Whether there was one."""
    gone = delete(ReportDraftRow).where(
        ReportDraftRow.obligation_id == obligation_id, ReportDraftRow.contact_id == contact_id
    )
    return session.execute(gone.returning(ReportDraftRow.contact_id)).first() is not None


def lay(
    session: Session,
    obligation_id: int,
    people: Collection[int],
    typed: Mapping[str, str],
    seen: int,
    *,
    now: datetime,
    program: str,
) -> None:
    """Lay out what a program knows for these people; what one of them has typed stays as it is."""
    theirs = {one.contact_id for one in _all_of(session, obligation_id) if PROGRAM not in one.typed}
    for contact in sorted(set(people) - theirs):
        known = {**typed, PROGRAM: program}
        write(session, obligation_id, contact, known, seen, now=now, by=program)


def laid(session: Session, obligation_id: int, program: str) -> list[ReportDraft]:
    """What that program has laid out and nobody has changed, one for each person."""
    rows = [one for one in _all_of(session, obligation_id) if one.typed.get(PROGRAM) == program]
    return [ReportDraft(one.typed, one.seen, one.at, ()) for one in rows]


def take_up(session: Session, obligation_id: int, program: str) -> None:
    """It is not wanted any more."""
    for row in _all_of(session, obligation_id):
        if row.typed.get(PROGRAM) == program:
            drop(session, obligation_id, row.contact_id)


def _all_of(session: Session, obligation_id: int) -> Sequence[ReportDraftRow]:
    query = select(ReportDraftRow).where(ReportDraftRow.obligation_id == obligation_id)
    return session.scalars(query.order_by(ReportDraftRow.contact_id)).all()


def forgotten(session: Session, now: datetime) -> list[tuple[int, int]]:
    """Duty and contact of drafts that nobody has touched for a month; the next night has the rest."""
    query = select(ReportDraftRow.obligation_id, ReportDraftRow.contact_id)
    query = query.where(ReportDraftRow.at < now - KEPT).order_by(ReportDraftRow.at).limit(AT_ONCE)
    return [(obligation, contact) for obligation, contact in session.execute(query)]
