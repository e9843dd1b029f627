"""Lists of units, as they are handed in and as we make them."""
