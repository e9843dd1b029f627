"""What keeps processes alive and together: ties, restarts, signs of life, logs."""
