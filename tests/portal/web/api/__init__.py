"""The counter for programs."""
