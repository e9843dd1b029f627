"""Looks over the house and its ways out, fixes what is safe to fix, and tells ops of the rest once."""
