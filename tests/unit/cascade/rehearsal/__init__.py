"""A plan's life, told before it begins."""
