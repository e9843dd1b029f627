"""Who owes what: the names, how a sentence joins them to its deeds, and the scopes that name somebody."""
