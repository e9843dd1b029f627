"""What is set from outside: read in one place, in one spelling, and told as it is."""
