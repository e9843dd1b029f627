"""Days proposed for a conference, and who sits where."""
