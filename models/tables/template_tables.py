"""The Word templates that offices write their papers in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table

_COUNTS = text("ended_at IS NULL")


class PaperTemplateRow(Table):
    """One version of an office's template for one kind of paper; what is taken back is ended, never lost."""

    __tablename__ = "paper_template"
    __table_args__ = (
        Index(None, "unit", "sort", unique=True, sqlite_where=_COUNTS, postgresql_where=_COUNTS),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit: Mapped[str]
    """The committee that issues: it holds for papers of its plans."""
    sort: Mapped[str]
    """The kind of paper, as addresses have it."""
    name: Mapped[str]
    """Of the file that was uploaded."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    by: Mapped[str]
    ended_at: Mapped[datetime | None]
    """When another took its place, or it was taken back; None: it counts."""
