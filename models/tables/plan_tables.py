"""A plan with its revisions, the duties that follow from it, and what each unit owes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, UniqueConstraint, and_, func, text
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from cascade.reports.obligation_states import RECEIVED, UNDONE
from cascade.result.derivation import Derivation
from models.tables.base import Number, Table


class PlanRow(Table):
    """One issued document."""

    __tablename__ = "plan"
    __table_args__ = (Index(None, "state", "issued_at", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    short: Mapped[str]
    number: Mapped[str | None]
    issuer: Mapped[str]
    issuer_name: Mapped[str]
    root: Mapped[str]
    """The committee the plan is drawn below: the issuer, or the one it serves."""
    desk: Mapped[str | None]
    state: Mapped[str]
    revision: Mapped[int]
    issued_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    tree_day: Mapped[date | None]
    send_hours: Mapped[list[Any]]
    secret: Mapped[bool]


class SnapshotRow(Table):
    """A tree as a plan froze it, packed; plans and revisions over the same tree share one."""

    __tablename__ = "snapshot"

    digest: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class RevisionRow(Table):
    """What a plan said, over which tree and calendar, from one amendment to the next."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int]
    plan: Mapped[dict[str, Any]]
    tree: Mapped[str] = mapped_column(ForeignKey("snapshot.digest"))
    calendar: Mapped[list[Any]]
    fixed: Mapped[dict[str, Any]]
    parents: Mapped[list[Any]]
    at: Mapped[datetime]
    by: Mapped[str]
    why: Mapped[str]


class DutyRow(Table):
    """One requirement at one level, from the revision that wrote it to the one that replaced it."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("plan_id", "key", "revision"),
        # What every list of a unit asks; of all the duties there ever were, those that hang are few.
        Index(None, "plan_id", "key", sqlite_where=text("hangs = 1"), postgresql_where=text("hangs")),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    revision: Mapped[int]
    gone_in: Mapped[int | None]
    """The revision that replaced or dropped it."""
    key: Mapped[str]
    requirement: Mapped[str]
    action: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str]
    phrase: Mapped[str | None]
    period: Mapped[str | None]
    derived: Mapped[Derivation | None]
    conference: Mapped[str | None]
    secret: Mapped[bool]
    joint: Mapped[bool]
    lead: Mapped[str | None]
    latest_workday: Mapped[date | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    body: Mapped[dict[str, Any]]
    """The whole duty, frozen."""
    steps: Mapped[list[Any]]
    """[rung, instant, target, occasion] in order of time."""
    collects: Mapped[list[Any]]
    members: Mapped[str]
    """A digest of who owes it and to whom, so that an amendment sees at a glance whether that changed."""
    hangs: Mapped[bool]
    """Its date hangs on a conference whose day is still open: nothing runs until it is fixed."""


def _locked(row: ObligationRow, now: datetime) -> bool:
    return row.closes_at is not None and row.closes_at < now and row.extended_until is None


def _locked_sql(rows: type[ObligationRow], now: datetime) -> ColumnElement[bool]:
    return and_(rows.closes_at.is_not(None), rows.closes_at < now, rows.extended_until.is_(None))


def _overdue(row: ObligationRow, now: datetime) -> bool:
    return row.undone and row.deadline is not None and now > row.deadline


def _overdue_sql(rows: type[ObligationRow], now: datetime) -> ColumnElement[bool]:
    return and_(rows.undone, now > rows.deadline)


class ObligationRow(Table):
    """One duty of one unit. A nation has hundreds of thousands: every column is paid for that often."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("unit", "duty_id"),
        Index(None, "duty_id", "branch", "state"),
        Index(None, "duty_id", "above", "state"),
        Index(
            None,
            "plan_id",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        # A list of a plan is read by these in the order of its dates, however long it is.
        Index(None, "plan_id", "state", "due_at", "id"),
        Index(
            None,
            "plan_id",
            "extended_until",
            sqlite_where=text("extended_until IS NOT NULL"),
            postgresql_where=text("extended_until IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    plan_id: Mapped[int] = mapped_column(Number)
    duty_id: Mapped[int] = mapped_column(Number)
    unit: Mapped[str]
    branch: Mapped[str]
    above: Mapped[str | None]
    """The committee directly above, as the plan froze it: gathers its reports, hears that it is late."""
    gathers: Mapped[str | None]
    """The committee whose units' reports this one gathers: itself, or the one its office serves."""
    level: Mapped[str]
    state: Mapped[str]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    extended_until: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    next_rung: Mapped[str | None]
    acknowledged_until: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    """When its own dates last changed: what was queued before speaks of a date that no longer holds."""
    revision: Mapped[int]
    parties: Mapped[str]
    """JSON [to, via, copy]: unit codes."""
    stands_for: Mapped[str | None]
    """The unit whose duty was handed over to this one."""
    own_steps: Mapped[list[Any] | None]
    """Its own rungs after an extension or a return; otherwise the duty's."""

    @hybrid_property
    def deadline(self) -> datetime | None:
        """What counts for this unit: a granted later date, else the plan's."""
        return self.extended_until or self.due_at

    @deadline.inplace.expression
    @classmethod
    def _deadline(cls) -> ColumnElement[datetime | None]:
        return func.coalesce(cls.extended_until, cls.due_at)

    @hybrid_property
    def undone(self) -> bool:
        """Whether the unit still owes something."""
        return self.state in UNDONE

    @undone.inplace.expression
    @classmethod
    def _undone(cls) -> ColumnElement[bool]:
        return cls.state.in_(UNDONE)

    @hybrid_property
    def received(self) -> bool:
        """Whether a report is in."""
        return self.state in RECEIVED

    @received.inplace.expression
    @classmethod
    def _received(cls) -> ColumnElement[bool]:
        return cls.state.in_(RECEIVED)

    @hybrid_property
    def came_late(self) -> bool:
        """Whether its report came after its date."""
        at, deadline = self.submitted_at, self.deadline
        return self.received and at is not None and deadline is not None and at > deadline

    @came_late.inplace.expression
    @classmethod
    def _came_late(cls) -> ColumnElement[bool]:
        return and_(cls.received, cls.submitted_at > cls.deadline)

    locked = hybrid_method(_locked, _locked_sql)
    """Whether the form takes no report any more: after the instant it closes at, unless extended."""
    overdue = hybrid_method(_overdue, _overdue_sql)
    """Whether it is still owed after its date."""
