"""Programs of other offices that speak to us: their keys, what they were answered, hooks and diary feeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Because, Number, Table

_READY = text("ready_at IS NOT NULL")
_LEASED = text("lease_until IS NOT NULL")


class ClientRow(Table):
    """A program that may use the API for one unit and all below it."""

    __tablename__ = "client"
    __table_args__ = (Index(None, "unit"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    name: Mapped[str]
    unit: Mapped[str]
    scopes: Mapped[list[Any]]
    digest: Mapped[str] = mapped_column(unique=True)
    """Of its token, which is kept nowhere."""
    at: Mapped[datetime]
    by: Mapped[str]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ClientRequestRow(Table):
    """What a client was answered under an idempotency key: the same key again gets the same answer."""

    __tablename__ = "client_request"
    __table_args__ = (Index(None, "at"),)

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """Of what was asked: another question under the same key is a mistake."""
    status: Mapped[int]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class FeedRow(Table):
    """A diary that somebody subscribes to by a signed address: of a unit, or of a plan."""

    __tablename__ = "feed"
    __table_args__ = (Index(None, "unit"), Index(None, "plan_id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit: Mapped[str | None]
    plan_id: Mapped[int | None] = mapped_column(Number)
    lang: Mapped[str]
    secret: Mapped[str]
    """Signs its address: a key of its own, so that the address outlives the keys of links."""
    client_id: Mapped[int | None] = mapped_column(Number)
    """The program that asked for it."""
    at: Mapped[datetime]
    by: Mapped[str]
    ended_at: Mapped[datetime | None]


class HookRow(Table):
    """An address of a client that hears of what happens to its units."""

    __tablename__ = "hook"
    __table_args__ = (Index(None, "client_id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    url: Mapped[str]
    secret: Mapped[str]
    """Signs what is sent there, so it cannot be kept as a digest."""
    events: Mapped[list[Any]]
    """Their names; none: all."""
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    failures: Mapped[int]
    """How often in a row it did not answer well."""
    rests_until: Mapped[datetime | None]


class HookEventRow(Table):
    """An act that hooks hear of, written in its transaction; gone once each hook has its delivery."""

    __tablename__ = "hook_event"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    at: Mapped[datetime]
    act: Mapped[str]
    plan_id: Mapped[int | None] = mapped_column(Number)
    obligation_id: Mapped[int | None] = mapped_column(Number)
    unit: Mapped[str | None]
    number: Mapped[int | None]
    """Of the report, where the act is about one."""


class HookDeliveryRow(Table):
    """One event on its way to one hook; what is about the same duty leaves in the order it happened."""

    __tablename__ = "hook_delivery"
    __table_args__ = (
        Index(None, "ready_at", sqlite_where=_READY, postgresql_where=_READY),
        Index(None, "lease_until", sqlite_where=_LEASED, postgresql_where=_LEASED),
        Index(None, "hook_id", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    hook_id: Mapped[int] = mapped_column(ForeignKey("hook.id"))
    subject: Mapped[str]
    event: Mapped[str]
    body: Mapped[dict[str, Any]]
    state: Mapped[str]
    at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    attempt: Mapped[int]
    claim: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    code: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Because)
