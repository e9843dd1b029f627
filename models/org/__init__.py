"""Units and their contacts, the calendar, and the links that are given to people."""
