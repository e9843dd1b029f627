"""The ledger itself: opened, migrated, locked, its clock and its audit."""
