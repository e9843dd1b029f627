"""From papers to draft plans, and how what was read is shown."""
