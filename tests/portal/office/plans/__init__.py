"""A plan from its issue to its end."""
