"""Conferences: fixed, moved, called off."""
