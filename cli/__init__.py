"""The desk: the dondoc command that people type."""
