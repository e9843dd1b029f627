"""What the ledger hands out: frozen copies of its rows, so that nothing outside changes them by accident."""
