"""Looks over the house, mends what is safe to mend, and tells ops of the rest once."""
