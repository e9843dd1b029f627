"""What a notice says: facts out of the ledger for the templates."""
