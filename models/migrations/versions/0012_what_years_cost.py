"""Indexes for ledgers with years behind them: what runs among what is over, addresses that fail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_FAILS = sa.text("bad_since IS NOT NULL")


def upgrade() -> None:
    op.create_index(op.f("ix_plan_state_issued_at_id"), "plan", ["state", "issued_at", "id"])
    op.create_index(
        op.f("ix_address_bad_since_contact_id"),
        "address",
        ["bad_since", "contact_id"],
        sqlite_where=_FAILS,
        postgresql_where=_FAILS,
    )
    op.create_index(
        op.f("ix_duty_plan_id_key"),
        "duty",
        ["plan_id", "key"],
        sqlite_where=sa.text("hangs = 1"),
        postgresql_where=sa.text("hangs"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_duty_plan_id_key"), "duty")
    op.drop_index(op.f("ix_address_bad_since_contact_id"), "address")
    op.drop_index(op.f("ix_plan_state_issued_at_id"), "plan")
