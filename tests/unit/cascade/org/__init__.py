"""Units, their tree, and how figures and days are written."""
