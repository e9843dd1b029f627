"""A ledger that goes away or comes back older, and sweeps that meet over it."""
