"""Days that are worked or off against the common calendar, and who says so."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.workdays import Override, WorkCalendar
from models.database import audit, sql
from models.tables import OverrideRow


def overrides(session: Session) -> tuple[Override, ...]:
    """Our own rows, in order of days."""
    rows = session.scalars(select(OverrideRow).order_by(OverrideRow.day))
    return tuple(Override(row.day, row.working, row.source) for row in rows)


def load_calendar(session: Session) -> WorkCalendar:
    """The calendar as it is known today."""
    return WorkCalendar.of(overrides(session))


def set_override(session: Session, day: date, working: bool, source: str, *, now: datetime, by: str) -> None:
    """Say of one day whether it is worked. Plans already issued keep their copy until amended."""
    row = {"day": day, "working": working, "source": source, "set_at": now, "set_by": by}
    sql.replace(session, OverrideRow, ["day"], row)
    audit.log(session, by, "calendar", now=now, day=day.isoformat(), working=working, source=source)
