"""Commands about units, contacts, keys and the calendar."""
