"""Commands about one unit's duty."""
