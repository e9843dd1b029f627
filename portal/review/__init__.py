"""A superior reads, accepts or returns what came from below."""
