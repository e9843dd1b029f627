"""A person before the counter: a real browser, from the link of a letter to the receipt."""
