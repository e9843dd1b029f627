"""A nation's morning on PostgreSQL: lines of lists without a foreign key, an index without the lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
SURVIVED_FROM = "0001"
"""What goes only refused or held nothing: no code, old or new, deletes a notice."""

_OF_ONE = sa.text("obligation_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(op.f("ix_notice_obligation_id"), "notice")
    op.create_index(
        op.f("ix_notice_obligation_id"),
        "notice",
        ["obligation_id"],
        sqlite_where=_OF_ONE,
        postgresql_where=_OF_ONE,
    )
    # SQLite drops no constraint: the table is written anew, without it.
    with op.batch_alter_table("notice_item") as lines:
        lines.drop_constraint(op.f("fk_notice_item_notice_id"), type_="foreignkey")


def downgrade() -> None:
    with op.batch_alter_table("notice_item") as lines:
        lines.create_foreign_key(op.f("fk_notice_item_notice_id"), "notice", ["notice_id"], ["id"])
    op.drop_index(op.f("ix_notice_obligation_id"), "notice")
    op.create_index(op.f("ix_notice_obligation_id"), "notice", ["obligation_id"])
