"""The frame of the office's pages: who is in, what they may, forms, layout, static files."""
