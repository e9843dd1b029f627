"""How single values and words are read."""
