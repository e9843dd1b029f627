"""What differs between two states of a plan or a tree, and whom that concerns."""
