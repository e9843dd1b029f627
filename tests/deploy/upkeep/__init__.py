"""What keeps processes alive and together."""
