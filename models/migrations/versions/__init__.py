"""One step each; alembic goes through them in order."""
