"""The rules, the words and the readers: no database, no server, no waiting."""
