"""What keeps processes alive and together, on one machine and on many."""
