"""A unit's own list."""
