"""A report keeps what had not happened yet when it came: its conference, the reports it gathers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("early", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "early")
