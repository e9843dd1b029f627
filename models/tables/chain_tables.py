"""The chain over the log of acts: what binds each row to all that were bound before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table


class AuditLinkRow(Table):
    """One row of the log, bound: a mark of its content, and the hash of all that were bound before."""

    __tablename__ = "audit_link"

    number: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    """Its place in the chain: 1, 2, 3 …"""
    audit_id: Mapped[int] = mapped_column(Number, unique=True)
    before: Mapped[str]
    """The hash of the link before it."""
    settled: Mapped[int] = mapped_column(Number)
    """Every row of the log up to this number was bound by then: one that shows up later was put in."""
    mark: Mapped[str]
    """SHA-256 of salt and content."""
    salt: Mapped[str]
    """Drawn anew when a person is erased from the row: nobody then tries names against the mark."""
    at: Mapped[datetime]
    hash: Mapped[str]
