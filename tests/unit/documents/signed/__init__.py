"""Papers that somebody signs: their form, what they say, and that nothing typed breaks a file."""
