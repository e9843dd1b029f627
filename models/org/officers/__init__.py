"""The officers of the board and how they come in."""
