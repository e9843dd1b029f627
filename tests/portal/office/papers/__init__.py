"""A paper on its way to a plan."""
