"""Numbers and signs of life for those who watch over the machines."""
