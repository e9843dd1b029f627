"""Notices on their way: written, joined, taken, settled."""
