"""What people do: reports, meetings, exceptions; and the log of who did it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table


class ReportRow(Table):
    """What a unit handed in for one duty, once."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("obligation_id", "number"),
        UniqueConstraint("obligation_id", "idempotency"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    number: Mapped[int]
    idempotency: Mapped[str]
    figures: Mapped[dict[str, Any]]
    note: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    late: Mapped[bool]
    early: Mapped[list[Any] | None]
    """What it hangs on had not happened when it came; see `cascade.reports.early`."""
    reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    door: Mapped[str | None]
    """By which way it came, see `ReportDoor`; None: before this was kept, or by the desk."""
    confirmed: Mapped[list[Any] | None]
    """What was unusual about it and its sender said is right; see `cascade.reports.unusual`."""
    code: Mapped[str | None]
    """The letters after its number on the receipt, which nobody can guess."""


class FigureRow(Table):
    """One counted figure of a unit's latest report, beside its denominator, ready to be summed."""

    __tablename__ = "figure"

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), primary_key=True)
    figure: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(Number)
    of: Mapped[int | None] = mapped_column(Number)
    """The value of its denominator in the same report, so that a rate never meets somebody else's."""


class ReportFileRow(Table):
    """A file of a report, or of a draft that somebody has not sent yet."""

    __tablename__ = "report_file"
    __table_args__ = (Index(None, "report_id"), Index(None, "obligation_id"), Index(None, "digest"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    """None: of a draft."""
    contact_id: Mapped[int | None] = mapped_column(Number)
    """Whose draft it is."""
    digest: Mapped[str] = mapped_column(ForeignKey("kept_file.digest"))
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(Number)
    at: Mapped[datetime]
    by: Mapped[str]


class ReportDraftRow(Table):
    """What somebody has typed for a duty and not sent yet; gone as soon as a report of it is in."""

    __tablename__ = "report_draft"
    __table_args__ = (Index(None, "at"),)

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(Number, primary_key=True)
    typed: Mapped[dict[str, Any]]
    """Letter for letter, by the field of the form."""
    seen: Mapped[int]
    """The number of the report that was on the page."""
    at: Mapped[datetime]
    by: Mapped[str]


class MeetingRow(Table):
    """A sitting of a conference with the day that is known of it: one, or one for each level in turn."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("plan_id", "conference"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    conference: Mapped[str]
    """ "C1", and of the levels below "C1/district"."""
    level: Mapped[str | None]
    """The level that sits, where the paper or the turn of levels says it."""
    name: Mapped[str]
    state: Mapped[str]
    start_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]
    line_test_at: Mapped[datetime | None]
    sequence: Mapped[int]
    invited: Mapped[bool]
    invited_at: Mapped[datetime | None]
    """When the invitation to the day that holds was written; None: not yet, or before this was kept."""
    body: Mapped[dict[str, Any]]
    """The meeting as the rules know it, frozen."""


class AttendanceRow(Table):
    """Who came, told afterwards by each point."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    venue: Mapped[str]
    present: Mapped[int]
    expected: Mapped[int]
    excused: Mapped[int | None]
    """Of those expected, who let it be known that they would not come; None: nobody said."""
    at: Mapped[datetime]
    by: Mapped[str]


class ExceptionRow(Table):
    """A later date, an exemption, a duty handed over: who granted it, why, until when."""

    __tablename__ = "exception"
    __table_args__ = (Index(None, "obligation_id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    kind: Mapped[str]
    until: Mapped[datetime | None]
    to_unit: Mapped[str | None]
    why: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class AuditRow(Table):
    """Who did what, when. Rows are only ever added."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "plan_id", "id"), Index(None, "unit", "id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    act: Mapped[str]
    plan_id: Mapped[int | None] = mapped_column(Number)
    obligation_id: Mapped[int | None] = mapped_column(Number)
    unit: Mapped[str | None]
    detail: Mapped[dict[str, Any]]


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


class RollupRow(Table):
    """The figures of a plan as they stood on one day, kept for the closing report."""

    __tablename__ = "rollup"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]]
