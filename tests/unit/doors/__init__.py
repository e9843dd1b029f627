"""Doors through which values come in, and the values that come through them."""
