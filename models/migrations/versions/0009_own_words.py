"""An office words its letters anew, each version kept; what is past is found by its day and cleared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.tables.base import Instant, Number

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BY_DAY = (("login_link", ["until"]), ("office_session", ["at"]), ("kept_file", ["kind", "at"]))


def upgrade() -> None:
    op.create_table(
        "own_words",
        sa.Column("id", Number, primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("unit", "occasion", "lang")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("broken_at", Instant(), nullable=True),
        sa.Column("broken_why", sa.Text(), nullable=True),
        sa.UniqueConstraint(
            *("unit", "occasion", "lang", "version"), name=op.f("uq_own_words_unit_occasion_lang_version")
        ),
    )
    op.create_index(op.f("ix_own_words_ended_at_unit"), "own_words", ["ended_at", "unit"])
    for table, columns in _BY_DAY:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    for table, columns in _BY_DAY:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    op.drop_table("own_words")
