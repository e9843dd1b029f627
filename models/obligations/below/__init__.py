"""What a unit above looks after: the units below in a list, and what their figures add up to."""
