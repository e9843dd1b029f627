"""Units with the days they exist, and whom to write to for each of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ALWAYS, FOR_EVER, Because, Number, Table

_FAILS = text("bad_since IS NOT NULL")
BYTEWISE = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Compared byte by byte, whatever language the server speaks."""


class UnitRow(Table):
    """One version of a unit. A renamed or moved unit has a row for each stretch of time."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        Index(None, "parent"),
        Index(None, "sorting", "code"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    level: Mapped[str]
    parent: Mapped[str | None]
    kind: Mapped[str]
    group: Mapped[str]
    vertical: Mapped[str | None]
    valid_from: Mapped[date] = mapped_column(default=ALWAYS)
    valid_to: Mapped[date] = mapped_column(default=FOR_EVER)
    successor: Mapped[str | None]
    plain: Mapped[str] = mapped_column(default="")
    """The name without capitals and marks, as it is searched."""
    sorting: Mapped[str] = mapped_column(BYTEWISE, default="")
    """What puts the name where a Vietnamese list has it."""


class ContactRow(Table):
    """A person or desk that is written to for a unit."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "unit"), Index(None, "person"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    lang: Mapped[str]
    position: Mapped[int]
    appointed: Mapped[bool]
    """Put in by hand, not by a unit list: a stand-in."""
    generation: Mapped[int] = mapped_column(default=0)
    """Counts how often all links of this contact were ended; a link of an earlier one opens nothing."""
    person: Mapped[int | None] = mapped_column(Number)
    """The first row of the same person, on rows for other days of theirs; None: this is the first."""
    valid_from: Mapped[date] = mapped_column(default=ALWAYS)
    valid_to: Mapped[date] = mapped_column(default=FOR_EVER)


class AddressRow(Table):
    """One way to reach a contact; `bad_since` says since when it does not work."""

    __tablename__ = "address"
    __table_args__ = (
        Index(None, "contact_id"),
        Index(None, "channel", "address"),
        Index(None, "bad_since", "contact_id", sqlite_where=_FAILS, postgresql_where=_FAILS),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    position: Mapped[int]
    channel: Mapped[str]
    address: Mapped[str]
    linked: Mapped[bool] = mapped_column(default=False)
    """Put in by its owner (a Zalo linked by code), not by a unit list."""
    linked_at: Mapped[datetime | None]
    bad_since: Mapped[datetime | None]
    bad_why: Mapped[str | None] = mapped_column(Because)


class RevokedLinkRow(Table):
    """A link that was ended alone: how often, so that the next letter may bring a new one."""

    __tablename__ = "revoked_link"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    obligation_id: Mapped[int] = mapped_column(Number, primary_key=True)
    """0: the link to the list."""
    turn: Mapped[int]
    """A link opens only when it carries this number."""
    at: Mapped[datetime]
    by: Mapped[str]


class OverrideRow(Table):
    """A day that is worked or not worked against the common calendar, and who says so."""

    __tablename__ = "calendar_override"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    source: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[str]


class SettingRow(Table):
    """One thing the whole house agrees on: the demo clock, the key that signs links."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
