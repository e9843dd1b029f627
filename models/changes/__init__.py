"""Acts that change a plan: issue, amend, move to a new tree, fix a day."""
