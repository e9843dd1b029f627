"""What each unit owes, what it has reported, and what was granted to it."""
