"""Paper: signed documents are read into draft plans, and reports are written out in the official form."""
