"""Vietnamese text, and how things are refused."""
