"""What a unit asks for through its link about one of its duties, and the answer it was given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table


class AskRow(Table):
    """A later date, or another unit in its place, asked for with a reason, until somebody decides."""

    __tablename__ = "ask"
    __table_args__ = (Index(None, "obligation_id", "id"), Index(None, "state", "decider"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    kind: Mapped[str]
    until: Mapped[datetime | None]
    """The end of the day that is asked for."""
    to_unit: Mapped[str | None]
    """Who should do it instead; None: the unit does not know."""
    why: Mapped[str]
    """Empty of a secret duty: its reason goes on paper."""
    decider: Mapped[str]
    """Who was asked first; whoever else may decide about the duty may answer, too."""
    state: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    answer: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
