"""Noted of every request: a number that all its lines carry, how it was answered, how long it took."""
