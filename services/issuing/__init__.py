"""Before a plan is issued, amended or closed: what would happen, what was seen, and the second officer."""
