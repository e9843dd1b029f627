"""Alembic's way in: it works on the connection we hand it, inside our transaction."""

from __future__ import annotations

from alembic import context

from models.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    compare_type=True,
)
context.run_migrations()
