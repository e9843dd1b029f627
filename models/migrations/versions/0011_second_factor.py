"""A second factor for officers: their authenticators, recovery codes, and when a session showed one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.tables.base import Instant, Number

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_factors()


def downgrade() -> None:
    _drop_factors()


# -- authenticators and recovery codes of officers


def _add_factors() -> None:
    op.create_table(
        "second_factor",
        sa.Column(
            "officer_id",
            Number,
            sa.ForeignKey("officer.id", name=op.f("fk_second_factor_officer_id")),
            primary_key=True,
            autoincrement=False,
        ),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("sealed", "pending")),
        sa.Column("salt", sa.Text(), nullable=False),
        *(sa.Column(name, Instant(), nullable=True) for name in ("at", "pending_at")),
        sa.Column("last_step", Number, nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("waits_until", Instant(), nullable=True),
    )
    op.create_table(
        "recovery_code",
        sa.Column(
            "officer_id",
            Number,
            sa.ForeignKey("officer.id", name=op.f("fk_recovery_code_officer_id")),
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("officer_id", "digest", name=op.f("pk_recovery_code")),
    )
    op.add_column("office_session", sa.Column("factored_at", Instant(), nullable=True))


def _drop_factors() -> None:
    op.drop_column("office_session", "factored_at")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
