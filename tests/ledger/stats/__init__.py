"""Sums and states over the tree."""
