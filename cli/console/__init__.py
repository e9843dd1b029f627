"""How the desk reads arguments, opens the ledger, speaks and prints."""
