"""What differs between two plans, and between two lists of units."""
