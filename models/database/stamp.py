"""Tells cheaply whether anybody has done anything since we looked: every act leaves a row in the audit."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import AuditRow, base

_LATEST = select(func.max(base.table(AuditRow).c.id))


def stamp(session: Session) -> int:
    """The number of the last act in the whole house; as long as it stays, what we saw still holds."""
    return session.execute(_LATEST).scalar_one() or 0
