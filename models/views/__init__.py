"""What the ledger hands out: frozen copies of rows."""
