"""Reports as rows: the last one of a duty, the one that was sent under a key, a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from cascade.reports import unusual
from cascade.reports.early import Unmet, unpacked
from cascade.reports.obligation_states import ReportDoor, ReportState
from cascade.reports.unusual import SanityQuestion
from models.obligations.locked import Owed
from models.obligations.reported import receipt_numbers
from models.tables import ReportRow
from models.views.obligation_views import Report


def last(session: Session, obligation_id: int) -> ReportRow | None:
    """The row of the last report."""
    return session.scalars(_LAST, {"owed": obligation_id}).one_or_none()


def by_key(session: Session, obligation_id: int, idempotency: str) -> Report | None:
    """The one that was sent under that key."""
    that = (ReportRow.obligation_id == obligation_id, ReportRow.idempotency == idempotency)
    row = session.scalars(select(ReportRow).where(*that)).one_or_none()
    return record(row) if row else None


def add(
    session: Session,
    owed: Owed,
    number: int,
    given: Mapping[str, int | str],
    note: str,
    unmet: tuple[Unmet, ...],
    *,
    now: datetime,
    by: str,
    idempotency: str,
    door: ReportDoor | None,
    confirmed: Sequence[SanityQuestion],
) -> Report:
    """A new one, written down with the code of its receipt."""
    row = {
        "obligation_id": owed.row.id,
        "number": number,
        "idempotency": idempotency,
        "figures": dict(given),
        "note": note,
        "state": ReportState.SUBMITTED.value,
        "at": now,
        "by": by,
        "late": owed.deadline is not None and now > owed.deadline,
        "early": [one.packed() for one in unmet] or None,
        "door": door,
        "confirmed": [one.packed() for one in confirmed] or None,
        "code": receipt_numbers.new_code(),
    }
    return record(session.scalars(insert(ReportRow).returning(ReportRow), row).one())


def record(row: ReportRow) -> Report:
    """A row as everybody else may see it."""
    return Report(
        id=row.id,
        obligation_id=row.obligation_id,
        number=row.number,
        figures=row.figures,
        note=row.note,
        state=ReportState(row.state),
        at=row.at,
        by=row.by,
        late=row.late,
        early=unpacked(row.early),
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        door=ReportDoor(row.door) if row.door else None,
        confirmed=unusual.unpacked(row.confirmed),
        code=row.code,
    )


_LAST = (
    select(ReportRow)
    .where(ReportRow.obligation_id == bindparam("owed"))
    .order_by(ReportRow.number.desc())
    .limit(1)
)
"""Spelled once: every act of a unit asks it."""
