"""What a notice says: facts out of the ledger, own words for them; and what is decided about one by hand."""
