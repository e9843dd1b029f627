"""Conferences in the ledger: sittings, invitations, attendance."""
