"""Commands about a plan."""
