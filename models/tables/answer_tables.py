"""What people answer through their link about a conference, a line, a talk, a late duty or an address."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Number, Table


class InvitedRow(Table):
    """A unit that is invited to a conference, and the hall it goes to, as it was last written to."""

    __tablename__ = "invited"
    __table_args__ = (Index(None, "unit", "meeting_id"), Index(None, "host", "meeting_id"))

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    venue: Mapped[str]
    host: Mapped[str]
    """The unit that runs the hall: where the plan names none, the invited unit itself."""


class InvitationReplyRow(Table):
    """Whether a unit comes to a conference, with how many or whom; the last word counts."""

    __tablename__ = "invitation_reply"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    """Which of the conference's days it answers; about an earlier one it counts no more."""
    coming: Mapped[bool]
    reason: Mapped[str]
    delegates: Mapped[list[Any]]
    """[kind of delegate, how many] in the order of the form."""
    total: Mapped[int | None]
    """All of them; None: no number was given."""
    names: Mapped[str]
    stand_in: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class LineTestRow(Table):
    """What a hall says of its line after the test; the last word counts."""

    __tablename__ = "line_test"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    good: Mapped[bool]
    note: Mapped[str]
    technician: Mapped[str]
    phone: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class SpeakerReplyRow(Table):
    """Whether somebody speaks on a topic, who it is, and the file of the talk."""

    __tablename__ = "speaker_reply"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    topic: Mapped[int] = mapped_column(primary_key=True)
    """Its place on the agenda."""
    sequence: Mapped[int]
    unit: Mapped[str]
    coming: Mapped[bool]
    reason: Mapped[str]
    speaker: Mapped[str]
    file: Mapped[str | None] = mapped_column(ForeignKey("kept_file.digest"))
    file_name: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class KeptFileRow(Table):
    """A file somebody handed in, under the SHA-256 of its content."""

    __tablename__ = "kept_file"
    __table_args__ = (Index(None, "kind", "at"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(Number)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class PromiseRow(Table):
    """The day by which a late unit expects to be done; the last word counts and moves no deadline."""

    __tablename__ = "promise"

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), primary_key=True)
    day: Mapped[date]
    note: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


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


class ContactRequestRow(Table):
    """A corrected or a new person of a unit, as said through a link, until somebody decides about it."""

    __tablename__ = "contact_request"
    __table_args__ = (Index(None, "state", "id"), Index(None, "unit", "id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(Number)
    """Whom it corrects; none: a new person."""
    body: Mapped[dict[str, Any]]
    state: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


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
