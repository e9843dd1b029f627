"""The people of a unit: corrected, added, gone: by the unit with consent, by those above at once."""
