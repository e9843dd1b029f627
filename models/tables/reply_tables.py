"""What people write back to our mails."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table

_WAITS = text("seen_at IS NULL")


class MailReplyRow(Table):
    """A mail that somebody of ours wrote back, once however often it is fetched; and what became of it."""

    __tablename__ = "mail_reply"
    __table_args__ = (
        # Only what nobody has looked at yet, so that a long history does not slow the first page.
        Index(None, "kind", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index(None, "writer", "at"),
        Index(None, "unit", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    mark: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    writer: Mapped[str]
    unit: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(Number)
    plan_id: Mapped[int | None] = mapped_column(Number)
    obligation_id: Mapped[int | None] = mapped_column(Number)
    kind: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]
    """What the writer wrote, without the mail that it answers; of a secret matter nothing."""
    files: Mapped[list[Any]]
    """Names of what hangs on it: the files themselves stay in the mailbox."""
    report: Mapped[int | None]
    """The number of the report that it made."""
    answered: Mapped[bool]
    seen_at: Mapped[datetime | None]
    """When somebody of the office had read it; what needs no reading is seen from the start."""
    seen_by: Mapped[str | None]
