"""The office of the board: its officers, how they came in, and the papers they make plans of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table


class OfficerRow(Table):
    """A person of the board who works in the office."""

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    name: Mapped[str]
    mail: Mapped[str] = mapped_column(unique=True)
    """Lower-case, as it is compared."""
    unit: Mapped[str | None]
    """The office that acts of theirs are signed by; none while there is no unit yet."""
    lang: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    ended_at: Mapped[datetime | None]


class OfficerRoleRow(Table):
    """One role of an officer for a unit and all below it."""

    __tablename__ = "officer_role"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    subtree: Mapped[str] = mapped_column(primary_key=True)
    """The code of the unit; "": every unit."""


class LoginLinkRow(Table):
    """A one-time link to the office: who asked, in which browser, and when it was used."""

    __tablename__ = "login_link"
    __table_args__ = (Index(None, "officer_id", "at"), Index(None, "until"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    browser: Mapped[str | None]
    """Fingerprint of the cookie of the browser that asked; None: made on the machine, opens in any."""
    onward: Mapped[str]
    """The path of the office it leads to."""
    at: Mapped[datetime]
    until: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OfficeSessionRow(Table):
    """An officer who has come in, known by the fingerprint of a cookie."""

    __tablename__ = "office_session"
    __table_args__ = (Index(None, "officer_id", "ended_at"), Index(None, "at"))

    digest: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    """When they last showed who they are: asked again before issuing and closing."""
    ended_at: Mapped[datetime | None]
    address: Mapped[str]
    way: Mapped[str]
    """"mail", "oidc" or "machine"."""
    factored_at: Mapped[datetime | None]
    """When they last showed a second factor in it."""


class SecondFactorRow(Table):
    """The authenticator of an officer, its key sealed."""

    __tablename__ = "second_factor"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[str | None]
    """The key that counts; None until a code of the first one was typed."""
    pending: Mapped[str | None]
    """The key that is being put into an authenticator: it takes the other's place with its first code."""
    salt: Mapped[str]
    """Of the fingerprints of the recovery codes."""
    at: Mapped[datetime | None]
    pending_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(Number)
    """The half minute of the last code that was taken: none is taken twice."""
    wrong: Mapped[int]
    """Wrong codes in a row."""
    waits_until: Mapped[datetime | None]


class RecoveryCodeRow(Table):
    """The fingerprint of a code that lets an officer in once without their authenticator."""

    __tablename__ = "recovery_code"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class DraftRow(Table):
    """Papers on their way to a plan."""

    __tablename__ = "draft"
    __table_args__ = (Index(None, "state", "id"), Index(None, "plan_id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    title: Mapped[str]
    unit: Mapped[str]
    """The committee whose plan it becomes; "" while nobody has said."""
    state: Mapped[str]
    version: Mapped[int]
    """The last one."""
    reading: Mapped[dict[str, Any]]
    """What was read in the papers, frozen when they were handed in."""
    at: Mapped[datetime]
    by: Mapped[str]
    changed_at: Mapped[datetime]
    plan_id: Mapped[int | None] = mapped_column(Number)
    """The plan that was issued from it, or that it amends."""


class DraftPaperRow(Table):
    """One paper of a draft, as it was handed in."""

    __tablename__ = "draft_paper"
    __table_args__ = (Index(None, "file"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    file: Mapped[str] = mapped_column(ForeignKey("kept_file.digest"))


class DraftVersionRow(Table):
    """What a draft said after one change, whole: the plan as a file says it."""

    __tablename__ = "draft_version"

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    """The plan as YAML, with its questions."""
    state: Mapped[dict[str, Any]]
    """Which facts were confirmed, corrected, removed or added, and by whom."""
    act: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class SecondRow(Table):
    """What one officer wants done and a second must confirm: a plan issued, amended or closed."""

    __tablename__ = "second_officer"
    __table_args__ = (Index(None, "state", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    act: Mapped[str]
    unit: Mapped[str]
    """The committee of the plan: who may confirm is known by it."""
    draft_id: Mapped[int | None] = mapped_column(Number)
    plan_id: Mapped[int | None] = mapped_column(Number)
    body: Mapped[dict[str, Any]]
    """What was seen when it was asked, so that nothing else is confirmed."""
    state: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(Number)
    decided_at: Mapped[datetime | None]


class OwnWordsRow(Table):
    """An office's own words for one occasion in one language: a version, and whether it counts."""

    __tablename__ = "own_words"
    __table_args__ = (
        UniqueConstraint("unit", "occasion", "lang", "version"),
        Index(None, "ended_at", "unit"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit: Mapped[str]
    """The committee that issues: they hold for its plans alone."""
    occasion: Mapped[str]
    lang: Mapped[str]
    version: Mapped[int]
    parts: Mapped[dict[str, Any]]
    """By the name of the part, as it was typed; none: back to the words we ship."""
    at: Mapped[datetime]
    by: Mapped[str]
    ended_at: Mapped[datetime | None]
    """When the next version took its place; None: it counts."""
    broken_at: Mapped[datetime | None]
    """When a letter could not be worded by it and went out in our words."""
    broken_why: Mapped[str | None]


_COUNTS = text("ended_at IS NULL")


class PaperTemplateRow(Table):
    """One version of an office's template for one kind of paper; what is taken back is ended, never lost."""

    __tablename__ = "paper_template"
    __table_args__ = (Index(None, "unit", "sort", sqlite_where=_COUNTS, postgresql_where=_COUNTS),)

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
