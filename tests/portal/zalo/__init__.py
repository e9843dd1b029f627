"""What Zalo calls us about."""
