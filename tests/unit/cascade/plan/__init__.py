"""A plan as it is kept."""
