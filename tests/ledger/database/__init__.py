"""The ledger as a database: its clock, many hands at once, indexes, secrets."""
