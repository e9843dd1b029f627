"""Paper: what is read and written, and how politely the rest is refused."""
