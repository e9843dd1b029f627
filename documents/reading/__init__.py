"""Values out of files that people write: text, tables, days, hours, addresses."""
