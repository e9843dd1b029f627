"""What keeps processes alive and together: ties, restarts, the one `up` of a home, signs of life, logs."""
