"""What is to be said to whom, by which channel, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Because, Number, Table

_READY = text("ready_at IS NOT NULL")
_LEASED = text("lease_until IS NOT NULL")
_HELD = text("held_at IS NOT NULL")
_OF_ONE = text("obligation_id IS NOT NULL")


class NoticeRow(Table):
    """One message to one recipient for one reason; its key makes a second one impossible."""

    __tablename__ = "notice"
    __table_args__ = (
        # Only what still waits is in this index, so a long history does not slow the next claim.
        Index(None, "channel", "ready_at", "id", sqlite_where=_READY, postgresql_where=_READY),
        Index(None, "lease_until", sqlite_where=_LEASED, postgresql_where=_LEASED),
        Index(None, "unit", "held_at", sqlite_where=_HELD, postgresql_where=_HELD),
        Index(None, "plan_id", "unit"),
        Index(None, "plan_id", "id"),
        Index(None, "unit", "id"),
        # A list is about none by itself: its lines are.
        Index(None, "obligation_id", sqlite_where=_OF_ONE, postgresql_where=_OF_ONE),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    plan_id: Mapped[int | None] = mapped_column(Number)
    obligation_id: Mapped[int | None] = mapped_column(Number)
    unit: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(Number)
    channel: Mapped[str]
    address: Mapped[str]
    occasion: Mapped[str]
    rung: Mapped[str]
    revision: Mapped[int]
    state: Mapped[str]
    due_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    """Not to be tried before; None when there is nothing left to try."""
    attempt: Mapped[int]
    claim: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    speaking_at: Mapped[datetime | None]
    """Set just before the call to a channel that must not hear us twice."""
    sent_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Because)
    code: Mapped[str | None]
    provider_id: Mapped[str | None]
    fallback_of: Mapped[int | None] = mapped_column(Number)
    created_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    held_at: Mapped[datetime | None]
    """Since when it waits for the sweep to end: the same recipient may yet get more lines."""


class NoticeItemRow(Table):
    """One line of a list: which obligation, and the rung that brought it there.

    No foreign key: hundreds of thousands are written in a morning, each beside its notice, which stays.
    """

    __tablename__ = "notice_item"
    __table_args__ = (Index(None, "obligation_id"),)

    notice_id: Mapped[int] = mapped_column(Number, primary_key=True)
    obligation_id: Mapped[int] = mapped_column(Number, primary_key=True)
    rung: Mapped[str] = mapped_column(primary_key=True)


class ChannelRow(Table):
    """One way out, shared by all workers: its rate, its quota, and why it is stopped."""

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(primary_key=True)
    rate: Mapped[float | None]
    burst: Mapped[int]
    tokens: Mapped[float]
    refilled_at: Mapped[datetime | None]
    quota_left: Mapped[int | None]
    quota_resets_at: Mapped[datetime | None]
    stopped_why: Mapped[str | None] = mapped_column(Because)
    stopped_at: Mapped[datetime | None]
    stopped_until: Mapped[datetime | None]
    stops: Mapped[int]


class CredentialRow(Table):
    """A pair of tokens that is used up when refreshed: only the holder of the lease may do it."""

    __tablename__ = "credential"

    name: Mapped[str] = mapped_column(primary_key=True)
    access: Mapped[str]
    refresh: Mapped[str]
    expires_at: Mapped[datetime | None]
    state: Mapped[str]
    claim: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Because)
