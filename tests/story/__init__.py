"""A whole year of a plan's life on a frozen clock."""
