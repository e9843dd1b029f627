"""Rehearse, issue, amend and close a plan; and the second officer."""
