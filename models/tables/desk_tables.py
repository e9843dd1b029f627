"""What a unit above has put together out of the reports from below."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table


class TakenSumRow(Table):
    """A figure of a report that gathers others, beside what those below added up to when it was sent."""

    __tablename__ = "taken_sum"

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Of the report."""
    figure: Mapped[str] = mapped_column(primary_key=True)
    given: Mapped[int] = mapped_column(Number)
    below: Mapped[int] = mapped_column(Number)
    expected: Mapped[int]
    received: Mapped[int]
    """How many reports from below there should have been, and how many there were."""
    why: Mapped[str]
    """Why the figure is not the sum, in the unit's words; empty where it is."""
