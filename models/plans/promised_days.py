"""The days by which late units said that they expect to be done, read; giving one is `models.reminders`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import Session

from models.database import sql
from models.tables import ObligationRow, PromiseRow
from models.views.obligation_views import Promise


def record(row: PromiseRow) -> Promise:
    """A row as everybody else may see it; whether it still holds, `holds` says."""
    return Promise(row.day, row.note, row.at, row.by)


def days(session: Session, obligations: Sequence[int]) -> dict[int, date]:
    """The days that hold, of several obligations."""
    found: dict[int, date] = {}
    for some in sql.chunks(obligations):
        query = select(PromiseRow.obligation_id, PromiseRow.day).join(
            ObligationRow, ObligationRow.id == PromiseRow.obligation_id
        )
        rows = session.execute(query.where(sql.one_of(ObligationRow.id, some), holds()))
        found |= {obligation: day for obligation, day in rows}
    return found


def holds() -> ColumnElement[bool]:
    """Whether a promise still says something: it is owed, and no later date was granted since."""
    return and_(ObligationRow.undone, PromiseRow.at > ObligationRow.deadline)


def shown() -> ColumnElement[date | None]:
    """The promised day as a column beside an obligation."""
    return case((holds(), PromiseRow.day))
