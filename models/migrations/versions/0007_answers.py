"""What people answer through their link has a place: invitations, line tests, talks, promises, addresses."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.tables.base import Instant, Number

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def _said() -> list[sa.Column[Any]]:
    return [sa.Column("at", Instant(), nullable=False), sa.Column("by", sa.Text(), nullable=False)]


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    op.add_column("attendance", sa.Column("excused", sa.Integer(), nullable=True))
    op.add_column("meeting", sa.Column("invited_at", Instant(), nullable=True))
    _who_is_invited()
    _what_they_answer()
    _who_speaks()
    _what_else_a_unit_says()


def _who_is_invited() -> None:
    op.create_table(
        "invited",
        _meeting("invited"),
        *_text("unit", "venue", "host"),
        sa.PrimaryKeyConstraint("meeting_id", "unit", name=op.f("pk_invited")),
    )
    for column in ("unit", "host"):
        op.create_index(op.f(f"ix_invited_{column}_meeting_id"), "invited", [column, "meeting_id"])


def _what_they_answer() -> None:
    op.create_table(
        "invitation_reply",
        _meeting("invitation_reply"),
        *_text("unit"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("coming", sa.Boolean(), nullable=False),
        *_text("reason"),
        sa.Column("delegates", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        *_text("names", "stand_in"),
        *_said(),
        sa.PrimaryKeyConstraint("meeting_id", "unit", name=op.f("pk_invitation_reply")),
    )
    op.create_table(
        "line_test",
        _meeting("line_test"),
        *_text("unit"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        *_text("note", "technician", "phone"),
        *_said(),
        sa.PrimaryKeyConstraint("meeting_id", "unit", name=op.f("pk_line_test")),
    )


def _who_speaks() -> None:
    op.create_table(
        "kept_file",
        *_text("digest", "kind"),
        sa.Column("size", Number, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_file")),
    )
    op.create_table(
        "speaker_reply",
        _meeting("speaker_reply"),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        *_text("unit"),
        sa.Column("coming", sa.Boolean(), nullable=False),
        *_text("reason", "speaker"),
        sa.Column(
            "file",
            sa.Text(),
            sa.ForeignKey("kept_file.digest", name=op.f("fk_speaker_reply_file")),
            nullable=True,
        ),
        *_text("file_name"),
        *_said(),
        sa.PrimaryKeyConstraint("meeting_id", "topic", name=op.f("pk_speaker_reply")),
    )


def _what_else_a_unit_says() -> None:
    op.create_table(
        "promise",
        sa.Column(
            "obligation_id",
            Number,
            sa.ForeignKey("obligation.id", name=op.f("fk_promise_obligation_id")),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        *_text("note"),
        *_said(),
        sa.PrimaryKeyConstraint("obligation_id", name=op.f("pk_promise")),
    )
    op.create_table(
        "contact_request",
        sa.Column("id", Number, primary_key=True),
        *_text("unit"),
        sa.Column("contact_id", Number, nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        *_text("state"),
        *_said(),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
    )
    for columns in (["state", "id"], ["unit", "id"]):
        op.create_index(op.f("ix_contact_request_" + "_".join(columns)), "contact_request", columns)


def _meeting(table: str) -> sa.Column[Any]:
    key = sa.ForeignKey("meeting.id", name=op.f(f"fk_{table}_meeting_id"))
    return sa.Column("meeting_id", Number, key, nullable=False)


def downgrade() -> None:
    for table in (
        "contact_request",
        "promise",
        "speaker_reply",
        "line_test",
        "invitation_reply",
        "invited",
        "kept_file",
    ):
        op.drop_table(table)
    op.drop_column("meeting", "invited_at")
    op.drop_column("attendance", "excused")
