"""Whole ledgers carried: from one database to the other, into a backup and back, a plan into its archive."""
