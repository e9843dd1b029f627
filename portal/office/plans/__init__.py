"""Running plans: how they stand, what each unit owes and has done, and all that is decided about it."""
