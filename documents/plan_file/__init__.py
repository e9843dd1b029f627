"""The plan file: one model for each part, read with its lines."""
