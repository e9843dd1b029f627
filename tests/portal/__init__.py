"""The counter, as an officer of a unit sees it."""
