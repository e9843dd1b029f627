"""How Vietnamese papers state a time: words, points of the calendar, the one table of phrases."""
