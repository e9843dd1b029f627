"""Coming in, and who may do what."""
