"""Plans, their revisions and duties, and the tree that each was issued on."""
