"""One step of a run each."""
