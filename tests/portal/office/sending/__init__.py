"""What the office shows of notices and channels."""
