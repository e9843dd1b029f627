"""Units, the tree they stand in, and how levels, names and figures are written."""
