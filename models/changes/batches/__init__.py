"""What is done to many obligations at one stroke, a statement for all of them; one by one it is the same."""
