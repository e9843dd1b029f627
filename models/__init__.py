"""The memory: everything that was decided, sent and reported, kept in one database."""
