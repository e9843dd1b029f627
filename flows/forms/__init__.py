"""What the forms of the board ask for, and what they offer for choice."""
