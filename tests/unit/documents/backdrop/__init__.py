"""Backdrops: their words, their lines, their files."""
