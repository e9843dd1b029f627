"""The ladder: which rung comes next, and which have come due."""
