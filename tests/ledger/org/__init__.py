"""Units' calendar, the links they get and the keys of those."""
