"""The voice: what a notice says, by which channel it goes, and what truly became of it."""
