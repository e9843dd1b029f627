"""The list of units: columns, rows, and the tree they make."""
