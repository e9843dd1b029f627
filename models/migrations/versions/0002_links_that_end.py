"""Links that end: a generation for each contact, links ended alone, and when a Zalo was linked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.tables.base import Instant, Number

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("generation", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("address", sa.Column("linked_at", Instant(), nullable=True))
    op.create_table(
        "revoked_link",
        sa.Column("contact_id", Number, nullable=False),
        sa.Column("obligation_id", Number, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_revoked_link_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", "obligation_id", name=op.f("pk_revoked_link")),
    )
    _let_old_links_go_on()


def _let_old_links_go_on() -> None:
    """Links sent so far are of the old form; they open until the plans issued by now are over, no longer."""
    newest = op.get_bind().execute(sa.text("SELECT max(id) FROM plan")).scalar()
    if newest is not None:
        setting = sa.table("setting", sa.column("key", sa.Text), sa.column("value", sa.JSON))
        op.bulk_insert(setting, [{"key": "old-links", "value": {"plan": newest}}])


def downgrade() -> None:
    raise NotImplementedError("a link that was ended must not open again")
