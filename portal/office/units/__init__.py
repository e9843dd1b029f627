"""Units and their people: the tree, lists that come in, contacts and what is done about them."""
