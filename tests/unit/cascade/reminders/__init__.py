"""Rungs: when to remind and to press."""
