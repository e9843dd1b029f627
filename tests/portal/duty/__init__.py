"""One duty: its page, its form, its receipt."""
